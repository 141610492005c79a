/** Sorts the arguments of `npm start` into the gateway's and the simulator's. */

const FOR_SIMULATOR = new Set(['--scenario', '--speed', '--auto-take']);
const FOR_BOTH = new Set(['--config', '--data']);

/** Returns `{ gateway, simulator, simulate, data, error }`; argument lists without the verbs. */
export function splitArguments(args) {
  const sorted = { gateway: [], simulator: [], simulate: true, config: 'config', data: 'data', error: null };
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = args[i].split(/=(.*)/s, 2);
    if (name === '--no-simulator') {
      sorted.simulate = false;
      continue;
    }
    const isOurs = FOR_SIMULATOR.has(name) || FOR_BOTH.has(name);
    if (!isOurs) {
      sorted.gateway.push(args[i]);
      continue;
    }
    const value = inline ?? args[++i];
    if (value === undefined || value === '') return { ...sorted, error: `${name} needs a value` };
    if (FOR_SIMULATOR.has(name)) sorted.simulator.push(name, value);
    else sorted[name.slice(2)] = value;
  }
  return sorted;
}
