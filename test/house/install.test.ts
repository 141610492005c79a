/** What `npm start` and `npm test` bring along, and what they may not. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingDebianPackages, PACKAGES } from '../../scripts/house/debian-packages.mjs';
import { checkNode, missingPackages } from '../../scripts/house/install.mjs';
import { judgeLicence } from '../../scripts/house/licence.mjs';

describe('Node', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s will do', (version) => expect(checkNode(version)).toBe(true));
  it.each(['18.20.0', '20.18.9', '9.0.0'])('%s is too old', (version) => expect(checkNode(version)).toBe(false));
});

describe('packages of the lockfile', () => {
  let root = '';
  beforeEach(() => {
    root = `${mkdtempSync(join(tmpdir(), 'install-'))}/`;
    lock('package-lock.json', {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0' },
    });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const lock = (file: string, packages: object): void => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), JSON.stringify({ packages }));
  };
  const install = (packages: Record<string, string>): void => {
    const entries = Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }]);
    lock('node_modules/.package-lock.json', Object.fromEntries(entries) as object);
    for (const name of Object.keys(packages)) mkdirSync(join(root, 'node_modules', name), { recursive: true });
  };

  it('are all missing on a fresh clone', () => {
    expect(missingPackages(root)).toEqual(['a', 'b']);
  });

  it('are there after an installation', () => {
    install({ a: '1.0.0', b: '2.0.0' });
    expect(missingPackages(root)).toEqual([]);
  });

  it('are missing when the lockfile moved on, or somebody deleted a folder', () => {
    install({ a: '1.0.0', b: '1.9.0' });
    expect(missingPackages(root)).toEqual(['b']);
    install({ a: '1.0.0', b: '2.0.0' });
    rmSync(join(root, 'node_modules/a'), { recursive: true });
    expect(missingPackages(root)).toEqual(['a']);
  });

  it('of another platform may be absent', () => {
    lock('package-lock.json', { 'node_modules/only-darwin': { version: '1.0.0', optional: true } });
    expect(missingPackages(root)).toEqual([]);
  });
});

describe('Debian packages', () => {
  it('are named when they are not there, with what is skipped without them', () => {
    const missing = missingDebianPackages((path) => !/chrom/.test(String(path)));
    expect(missing.map((pkg) => pkg.name)).toEqual(['chromium']);
    expect(missing[0]?.for).toContain('browser');
  });

  it('are not asked for when they are there', () => {
    expect(missingDebianPackages(() => true)).toEqual([]);
    expect(PACKAGES.length).toBeGreaterThan(5);
  });
});

describe('licences', () => {
  it.each(['MIT', 'ISC', 'Apache-2.0', '(MIT OR GPL-3.0)', 'MIT AND ISC', 'BlueOak-1.0.0'])(
    '%s may be shipped',
    (licence) => {
      expect(judgeLicence(licence)).toBe(true);
    },
  );
  it.each(['GPL-3.0', 'AGPL-3.0-only', 'LGPL-2.1', 'MIT AND GPL-2.0', 'UNLICENSED', '', undefined])(
    '%s may not',
    (licence) => {
      expect(judgeLicence(licence)).toBe(false);
    },
  );
  it('in the older form of npm are read too', () => {
    expect(judgeLicence({ type: 'MIT' })).toBe(true);
    expect(judgeLicence([{ type: 'GPL-2.0' }, { type: 'MIT' }])).toBe(true);
    expect(judgeLicence([{ type: 'GPL-2.0' }])).toBe(false);
  });
});
