/** OpenAPI 3.1 from the route table and the zod schemas that validate: there is no second description to keep true. */

import { z } from 'zod';
import { OPEN, type ResponseDoc, type Route } from './route.ts';
import { BODIES, SCHEMAS } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

const nameOf = (schemas: Readonly<Record<string, z.ZodType>>, wanted: z.ZodType): string => {
  const found = Object.entries(schemas).find(([, schema]) => schema === wanted);
  if (found === undefined) throw new Error('a route uses a schema that has no name in schemas.ts');
  return found[0];
};

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ 'application/json': { schema } });

/** Each group knows its members, so that a list of incidents refers to `Incident` instead of repeating it. */
function components(schemas: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [id, schema]),
  );
}

function parameters(schema: z.ZodType | null, where: 'path' | 'query'): Json[] {
  if (schema === null) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: property,
  }));
}

function response({ description, schema, type }: ResponseDoc): Json {
  if (schema !== undefined) return { description, content: json(ref(nameOf(SCHEMAS, schema))) };
  return type === undefined ? { description } : { description, content: { [type.split(';', 1)[0] ?? type]: {} } };
}

/** What the table's plumbing may answer on its own, on top of what the route declares. */
function ownResponses(route: Route): Json {
  const error = (description: string): Json => ({ description, content: json(ref('Error')) });
  const takesInput = route.params !== null || route.query !== null || route.body !== null;
  return {
    ...(takesInput ? { 400: error('The request is not valid.') } : {}),
    ...(route.access === OPEN ? {} : { 401: error('Not signed in.'), 403: error('The role does not reach this.') }),
    ...(route.body === null ? {} : { 413: error('The body is too large.'), 415: error('The body is not JSON.') }),
    500: error('Internal error.'),
    503: error('Cannot answer now.'),
  };
}

function operation(route: Route): Json {
  const { summary, access, body, forms } = route;
  const declared = Object.entries(route.responses).map(([status, doc]) => [status, response(doc)]);
  const content = body === null ? null : json(ref(nameOf(BODIES, body)));
  const form = content === null || !forms ? {} : { 'application/x-www-form-urlencoded': content['application/json'] };
  return {
    summary,
    operationId: `${route.method}${route.path.replaceAll(/[^a-zA-Z0-9]+(.)?/g, (_all, next: string | undefined) => (next ?? '').toUpperCase())}`,
    security: access === OPEN ? [] : [{ session: [] }, ...(route.only === 'session' ? [] : [{ token: [] }])],
    ...(access === OPEN ? {} : { 'x-roles': access }),
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(content === null ? {} : { requestBody: { required: false, content: { ...content, ...form } } }),
    responses: { ...ownResponses(route), ...Object.fromEntries(declared) },
  };
}

export function openapiDocument(routes: readonly Route[], version: string, cookie: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const one of routes) {
    const path = paths[one.path] ?? {};
    path[one.method] = operation(one);
    paths[one.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: { title: '校园守护 Campus Guard', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { ...components(SCHEMAS, 'output'), ...components(BODIES, 'input') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: cookie },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}
