import { describe, expect, it } from 'vitest';
import { splitArguments } from '../../scripts/house/arguments.mjs';

describe('npm start -- …', () => {
  it('passes ports on to the gateway and the scenario to the simulator', () => {
    const split = splitArguments(['--http-port', '0', '--scenario', 'power-cut', '--mqtt-port=0', '--speed=10']);
    expect(split).toMatchObject({
      gateway: ['--http-port', '0', '--mqtt-port=0'],
      simulator: ['--scenario', 'power-cut', '--speed', '10'],
      simulate: true,
      error: null,
    });
  });

  it('gives both the same school and the same data', () => {
    expect(splitArguments(['--data', '/tmp/d', '--config=school'])).toMatchObject({ data: '/tmp/d', config: 'school' });
    expect(splitArguments([])).toMatchObject({ data: 'data', config: 'config' });
  });

  it('can leave the simulator out', () => {
    expect(splitArguments(['--no-simulator'])).toMatchObject({ simulate: false, gateway: [] });
  });

  it('says what lacks a value', () => {
    expect(splitArguments(['--data']).error).toBe('--data needs a value');
  });
});
