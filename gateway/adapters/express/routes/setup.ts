/** The configuration as forms, for those who know no YAML. Administrators only: it says whom an alarm reaches. */

import type { Role } from '../../../core/school.ts';
import { listQuery } from '../../../contract/api.ts';
import { idPage } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { actorOf, type Route, route, type Services } from '../route.ts';
import { BODIES, SCHEMAS } from '../schemas.ts';

const ADMIN: readonly Role[] = ['admin'];

export function setupRoutes({ setup }: Services): readonly Route[] {
  const desk = () => {
    if (setup === null) throw new HttpProblem(404, 'no-setup', 'the configuration cannot be changed from here');
    return setup;
  };
  return [
    route({
      method: 'get',
      path: '/api/setup',
      summary: 'The configuration: each file as values, with a form and the manual of every key. Secrets are masked.',
      access: ADMIN,
      query: listQuery,
      responses: { 200: { description: 'A page of files, by name.', schema: SCHEMAS.SetupFileList } },
      handler: async ({ query }) => ({ status: 200, json: idPage(await desk().files(), query.limit, query.cursor) }),
    }),
    route({
      method: 'post',
      path: '/api/setup',
      summary: 'Change one file. The whole configuration is checked first; comments stay; ten versions are kept.',
      access: ADMIN,
      body: BODIES.SetupChange,
      responses: {
        200: { description: 'On disk and in force.', schema: SCHEMAS.SetupDone },
        404: { description: 'No such file.', schema: SCHEMAS.Error },
        409: { description: 'The file has changed meanwhile, or cannot be written.', schema: SCHEMAS.Error },
        422: { description: 'It would not be right; nothing was changed.', schema: SCHEMAS.SetupRefused },
      },
      handler: async (call) => {
        const result = await desk().change(actorOf(call), call.body);
        if (result.ok) return { status: 200, json: { file: result.file, warnings: result.warnings } };
        if (result.why === 'wrong') {
          const { problems } = result;
          const error = { code: 'wrong-config', message: problems[0] ?? 'wrong', path: null };
          return { status: 422, json: { error, problems } };
        }
        if (result.why === 'unknown-file') throw new HttpProblem(404, result.why, 'no such file', { path: 'file' });
        const why = result.why === 'changed' ? 'somebody has changed it meanwhile' : 'the folder cannot be written';
        throw new HttpProblem(409, result.why, why);
      },
    }),
  ];
}
