/** Debian packages the tests use. Where one cannot be installed, the run says by name what it skips; CI skips nothing. */

import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** `probe`: a file that shows the package is there. `for`: what is skipped without it. */
export const PACKAGES = [
  { name: 'g++', probe: ['/usr/bin/g++'], for: 'compiling better-sqlite3 where no prebuilt one fits' },
  {
    name: 'make',
    probe: ['/usr/bin/make'],
    for: 'compiling better-sqlite3 where no prebuilt one fits, and the firmware',
  },
  { name: 'python3', probe: ['/usr/bin/python3'], for: 'compiling better-sqlite3 where no prebuilt one fits' },
  { name: 'gcc', probe: ['/usr/bin/gcc'], for: 'slow and failing disk faults; the firmware built for this machine' },
  { name: 'gcc-avr', probe: ['/usr/bin/avr-gcc'], for: 'the firmware on a simulated chip' },
  { name: 'binutils-avr', probe: ['/usr/bin/avr-objcopy'], for: 'the firmware on a simulated chip' },
  { name: 'simavr', probe: ['/usr/bin/simavr'], for: 'the firmware in a second simulator' },
  { name: 'avr-libc', probe: ['/usr/lib/avr/include/avr/io.h'], for: 'the firmware on a simulated chip' },
  {
    name: 'libfaketime',
    probe: [
      '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
      '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
    ],
    for: 'a wall clock that jumps',
  },
  {
    name: 'mosquitto',
    probe: ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'],
    for: 'comparisons with mosquitto, an upstream broker',
  },
  { name: 'mosquitto-clients', probe: ['/usr/bin/mosquitto_pub'], for: 'checks with an independent MQTT client' },
  {
    name: 'chromium',
    probe: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    for: 'console tests in a real browser',
  },
  { name: 'socat', probe: ['/usr/bin/socat'], for: 'serial ports (PTYs) under the real binding' },
  { name: 'influxdb', probe: ['/usr/bin/influxd'], for: 'the time series against a real InfluxDB' },
  { name: 'docker-compose', probe: ['/usr/bin/docker-compose'], for: 'the compose file read by docker compose' },
  { name: 'fonts-noto-cjk', probe: ['/usr/share/fonts/opentype/noto'], for: 'Chinese text in screenshots' },
];

export const missingDebianPackages = (exists = existsSync) =>
  PACKAGES.filter((pkg) => !pkg.probe.some((path) => exists(path)));

async function aptGet(args) {
  const isRoot = process.getuid?.() === 0;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // -n: sudo may not wait for a password nobody is there to type.
  const [command, rest] = isRoot
    ? ['apt-get', args]
    : ['sudo', ['-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]];
  return (await run(command, rest, { env, output: 'stderr' })) === 0;
}

/** Installs what is missing where apt-get works. Resolves to the packages that still are missing. */
export async function ensureDebianPackages() {
  const missing = missingDebianPackages();
  if (missing.length === 0) return [];
  const names = missing.map((pkg) => pkg.name);
  if (!existsSync('/usr/bin/apt-get')) return missing;
  console.error(`campus-guard: installing Debian packages: ${names.join(' ')}`);
  const install = ['install', '-y', '--no-install-recommends', ...names];
  if (!(await aptGet(install)) && (await aptGet(['update']))) await aptGet(install);
  return missingDebianPackages();
}
