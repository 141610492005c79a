/** Another process at the same data folder, as the command line is: prints a device's password. For tests only. */

import { openIdentity } from '../../gateway/adapters/identity/identity.ts';

const [dataDir = '', device = ''] = process.argv.slice(2);
const identity = openIdentity(dataDir);
process.stdout.write(`${identity.devices.credential(device).password}\n`);
await identity.close();
