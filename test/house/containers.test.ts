/**
 * Dockerfile, compose file and provisioning. No container engine runs here (docs/adr/0014): images are neither built nor started. What
 * can be checked without one is: the compose file is read by docker compose itself, the scripts run, and every name leads somewhere.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DATA_SOURCE } from '../../dashboards/query/target.ts';
import { loadConfig } from '../../gateway/app/config/load.ts';
import { BUCKETS, DATABASE } from '../../gateway/contract/series/registry.ts';
import { readSources, readSyntax } from '../architecture/edges.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'campus-containers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const service = z.object({
  image: z.string(),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().default(false) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  restart: z.string(),
  profiles: z.array(z.string()).default([]),
});
const compose = z.object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) });

const text = read('docker-compose.yml');
const { services, volumes } = compose.parse(parse(text));

/** docker compose as a plugin, or the program of Debian's package. */
function composeCommand(): readonly string[] {
  const ways = [['docker', 'compose'], ['docker-compose']] as const;
  const found = ways.find(
    ([program, ...more]) => spawnSync(program, [...more, 'version'], { stdio: 'ignore' }).status === 0,
  );
  if (found === undefined) throw new Error('neither `docker compose` nor `docker-compose` is here');
  return found;
}

/** A copy of what the compose file needs, with an .env made by the script. */
function checkedOut(name: string): string {
  const copy = join(folder, name);
  mkdirSync(join(copy, 'scripts'), { recursive: true });
  for (const path of ['docker-compose.yml', '.env.example', 'scripts/make-env.sh'])
    cpSync(join(root, path), join(copy, path));
  return copy;
}

const makeEnv = (copy: string) => spawnSync('sh', ['scripts/make-env.sh'], { cwd: copy, encoding: 'utf8' });

describe('.env', () => {
  it('gets a random secret for each empty name, for its owner alone, and is never overwritten', () => {
    const [one, other] = [checkedOut('one'), checkedOut('other')];
    for (const copy of [one, other]) expect(makeEnv(copy).status).toBe(0);
    const secrets = [one, other].flatMap((copy) =>
      [...readFileSync(join(copy, '.env'), 'utf8').matchAll(/^\w+=(.*)$/gm)].map(([, value = '']) => value),
    );
    expect(secrets).toHaveLength(8);
    expect(new Set(secrets).size).toBe(8);
    expect(secrets.filter((secret) => !/^[0-9a-f]{48}$/.test(secret))).toEqual([]);
    expect(statSync(join(one, '.env')).mode & 0o777).toBe(0o600);
    const before = readFileSync(join(one, '.env'), 'utf8');
    expect(makeEnv(one)).toMatchObject({ status: 1, stderr: expect.stringContaining('there already') });
    expect(readFileSync(join(one, '.env'), 'utf8')).toBe(before);
  });

  it('names every variable of the compose file, and no password has a default', () => {
    const example = read('.env.example');
    const used = [...text.matchAll(/\$\{(\w+)(:[?-])?/g)].map(([, name = '', kind = '']) => ({ name, kind }));
    expect(used.filter(({ name }) => !new RegExp(`^(# )?${name}=`, 'm').test(example))).toEqual([]);
    const secret = used.filter(({ name }) => /PASSWORD|TOKEN/.test(name));
    expect(secret.length).toBeGreaterThan(4);
    expect(secret.filter(({ kind }) => kind !== ':?')).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  it('is read by docker compose, and refused by it while a secret is missing', () => {
    const [program = '', ...more] = composeCommand();
    const copy = checkedOut('compose');
    const config = () =>
      spawnSync(program, [...more, '--profile', 'demo', 'config'], {
        cwd: copy,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] },
      });
    expect(config()).toMatchObject({ stderr: expect.stringContaining('make-env.sh') });
    expect(config().status).not.toBe(0);
    makeEnv(copy);
    const { status, stdout, stderr } = config();
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('rror')]);
    for (const name of Object.keys(services)) expect(stdout).toContain(`${name}:`);
    expect(stdout).not.toContain('${');
  });

  it('pins every image by number, checks the health of what runs on, and lets the gateway wait for nobody', () => {
    for (const [name, one] of Object.entries(services)) {
      expect([name, one.image]).toEqual([name, expect.stringMatching(/:\d+\.\d+\.\d+$/)]);
      const ends = one.restart === 'on-failure';
      expect([name, ends || one.healthcheck !== undefined]).toEqual([name, true]);
      expect(Object.keys(one.depends_on).filter((other) => services[other] === undefined)).toEqual([]);
    }
    expect(services['gateway']?.depends_on).toEqual({});
    expect(services['influxdb']?.image).toMatch(/^influxdb:2\./);
    expect(services['simulator']?.profiles).toEqual(['demo']);
  });

  it('mounts what is there: files of the repository, volumes that it declares', () => {
    const sources = Object.values(services).flatMap((one) =>
      one.volumes.map((volume) => volume.replace(/\$\{\w+:-([^}]+)\}/, '$1').split(':')[0] ?? ''),
    );
    expect(sources.filter((source) => source.startsWith('./') && !existsSync(join(root, source)))).toEqual([]);
    const named = sources.filter((source) => !source.startsWith('.'));
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(volumes).toSorted());
  });

  it('gives the gateway a configuration that loads, with InfluxDB beside it', () => {
    const config = join(folder, 'config');
    cpSync(join(root, 'config'), config, { recursive: true });
    cpSync(join(root, 'config/docker/gateway.yaml'), join(config, 'gateway.yaml'));
    const environment = Object.entries(services['gateway']?.environment ?? {}).map(([name, value]) => [
      name,
      value.replace(/^\$\{\w+:-(.*)\}$/, '$1').replace(/^\$\{.*\}$/, 'secret'),
    ]);
    const loaded = loadConfig(config, Object.fromEntries(environment));
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.config.series?.sinks).toMatchObject([{ version: 2, org: 'campus' }]);
  });
});

describe('config/influx/buckets.sh', () => {
  const start = (store: string, password: string) =>
    execFileSync('bash', [join(root, 'config/influx/buckets.sh')], {
      encoding: 'utf8',
      env: {
        PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
        FAKE_INFLUX: store,
        INFLUX_ORG: 'campus',
        INFLUX_TOKEN: 'token',
        INFLUX_READ_PASSWORD: password,
      },
    });

  it('makes the buckets of the registry, their mappings and a reader at the first start, and nothing twice', () => {
    const store = join(folder, 'influx');
    mkdirSync(store);
    mkdirSync(join(folder, 'bin'));
    cpSync(join(root, 'test/kit/fake-influx.sh'), join(folder, 'bin/influx'));
    chmodSync(join(folder, 'bin/influx'), 0o755);
    start(store, 'first');
    const log = readFileSync(join(store, 'log'), 'utf8');
    for (const [name, { path, days, shardDays }] of Object.entries(BUCKETS)) {
      const keep = days === null ? '0' : `${days}d`;
      const shard = shardDays === null ? '7d' : `${shardDays}d`;
      expect(log).toContain(`bucket create --name ${path} --retention ${keep} --shard-group-duration ${shard}`);
      expect(log).toContain(`--db ${DATABASE} --rp ${name}`);
      expect(log).toMatch(new RegExp(`auth create .*--read-bucket id-campus_${name}`));
    }
    expect(log).not.toContain('--write-bucket');
    expect(log.match(/--default/g)).toHaveLength(1);
    start(store, 'second');
    expect(readFileSync(join(store, 'log'), 'utf8')).toBe(log);
    expect(readFileSync(join(store, 'password-grafana'), 'utf8').trim()).toBe('second');
  });
});

describe('the provisioning of Grafana', () => {
  const source = z.object({
    datasources: z.tuple([
      z.object({
        uid: z.string(),
        type: z.string(),
        jsonData: z.record(z.string(), z.unknown()),
        secureJsonData: z.record(z.string(), z.string()),
      }),
    ]),
  });
  const provider = z.object({ providers: z.array(z.object({ options: z.object({ path: z.string() }) })) });

  it.each(['provisioning/datasources/campus-guard.yaml', 'influxdb-1.x.yaml'])(
    '%s is the source that the dashboards name',
    (file) => {
      const { datasources } = source.parse(parse(read(`config/grafana/${file}`)));
      const [one] = datasources;
      expect([one.uid, one.type]).toEqual([DATA_SOURCE.uid, DATA_SOURCE.type]);
      expect(one.jsonData).toMatchObject({ dbName: DATABASE, version: 'InfluxQL' });
      const named = [
        ...read(`config/grafana/${file}`)
          .replaceAll(/^\s*#.*$/gm, '')
          .matchAll(/\$(\w+)/g),
      ].map(([, name = '']) => name);
      expect(named.filter((name) => services['grafana']?.environment[name] === undefined)).toEqual([]);
    },
  );

  it('finds the dashboards where the compose file mounts them, in both languages', () => {
    const { providers } = provider.parse(parse(read('config/grafana/provisioning/dashboards/campus-guard.yaml')));
    const mounted = '/var/lib/grafana/dashboards';
    expect(services['grafana']?.volumes.some((volume) => volume.includes(`:${mounted}:`))).toBe(true);
    const folders = providers.map(({ options }) => options.path.replace(mounted, 'dashboards/json'));
    expect(folders).toEqual(['dashboards/json/zh-CN', 'dashboards/json/en']);
    expect(folders.filter((one) => !existsSync(join(root, one)))).toEqual([]);
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');
  const stages = dockerfile.split(/^(?=FROM )/m).slice(1);

  it('builds in one stage and runs in another, on a base pinned by number, without packages for development', () => {
    expect(stages).toHaveLength(2);
    for (const stage of stages) expect(stage).toMatch(/^FROM node:\d+\.\d+\.\d+-bookworm-slim/);
    expect(stages[0]).toContain('npm prune --omit=dev');
    expect(stages[1]).not.toMatch(/npm (ci|install)|g\+\+/);
  });

  it('has every package that its programs import among those that are not for development', () => {
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    const sources = [...readSources(root, ['gateway', 'firmware-bridge'])].filter(
      ([path]) => !path.startsWith('gateway/console/') && !/\.test\.tsx?$/.test(path),
    );
    const packages = sources.flatMap(([path, source]) =>
      readSyntax(path, source)
        .edges.filter(({ inside, typeOnly, to }) => !inside && !typeOnly && !to.startsWith('node:'))
        .map(({ to }) => to.split('/', to.startsWith('@') ? 2 : 1).join('/')),
    );
    expect(new Set(packages).size).toBeGreaterThan(10);
    expect([...new Set(packages)].filter((name) => dependencies[name] === undefined)).toEqual([]);
  });

  it('runs as somebody who is not root, under tini, with a health check', () => {
    expect(stages[1]).toMatch(/^USER node$/m);
    expect(stages[1]).toMatch(/^ENTRYPOINT \["\/usr\/bin\/tini"/m);
    expect(stages[1]).toMatch(/^HEALTHCHECK /m);
  });

  it('copies what is there and what .dockerignore lets through', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words = '']) =>
      words.split(' ').slice(0, -1),
    );
    const allowed =
      read('.dockerignore')
        .match(/^!.+$/gm)
        ?.map((line) => line.slice(1)) ?? [];
    expect(copied.length).toBeGreaterThan(8);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(copied.filter((path) => !allowed.includes(path))).toEqual([]);
    expect(allowed.filter((path) => !copied.includes(path))).toEqual([]);
  });
});
