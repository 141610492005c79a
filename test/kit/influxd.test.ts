import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Influxd } from './influxd.ts';

let influx: Influxd;
beforeAll(async () => {
  influx = await Influxd.setUp();
});
afterAll(() => influx.remove());

describe('a real influxd for tests', () => {
  it('keeps what it acknowledged over kill -9, on the same port', async () => {
    await influx.write('door,zone_name=三楼.西+东 n=1i 1700000000000000001', 'raw');
    await influx.stop('SIGKILL');
    await influx.start();
    const rows = await influx.rows('SELECT * FROM "raw"."door"');
    expect(rows).toEqual([{ time: '2023-11-14T22:13:20.000000001Z', n: 1, zone_name: '三楼.西+东' }]);
  });

  it('says what is wrong with a query and with a line', async () => {
    await expect(influx.ask('SELECT FROM')).rejects.toThrow('error parsing query');
    await expect(influx.write('door n=', 'raw')).rejects.toThrow('400');
  });
});
