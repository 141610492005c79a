/** Entry of the gateway process and of every command: `campus-guard <verb>`. */

import { main } from './app/cli/cli.ts';

process.exit(await main(process.argv.slice(2), process.env));
