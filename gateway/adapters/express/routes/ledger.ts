import { ledgerQuery } from '../../../contract/api.ts';
import { seqAfter, seqPage } from '../paging.ts';
import { READERS, type Route, route, type Services } from '../route.ts';
import { SCHEMAS } from '../schemas.ts';
import { fromMs, toMs } from '../school-time.ts';

/** The ledger (台账): accountable facts with their hashes, in the order they were recorded. */
export function ledgerRoutes({ campus }: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/api/ledger',
      summary: 'The ledger: accountable facts, oldest first.',
      access: READERS,
      query: ledgerQuery,
      responses: { 200: { description: 'A page of ledger items.', schema: SCHEMAS.LedgerList } },
      handler: async ({ query }) => {
        const { timeZone } = campus.school();
        const found = await campus.ledger({
          afterSeq: seqAfter(query.cursor),
          fromMs: fromMs(query.from, timeZone),
          toMs: toMs(query.to, timeZone),
          subject: query.subject,
          kinds: query.kind?.split(','),
          accountableOnly: true,
          limit: query.limit + 1,
        });
        return { status: 200, json: seqPage(found, query.limit) };
      },
    }),
  ];
}
