/** What the README and the docs tell people to type exists, and where they point to is there. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { campusGuard } from '../kit/fake-terminal.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).scripts;

function pagesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pagesBelow(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const PAGES = [...readdirSync(root).filter((name) => name.endsWith('.md')), ...pagesBelow('docs')];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** Commands in code blocks and in `code`, one a line, comments and prompts taken off. */
export function commandsIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```[a-z]*\n([\s\S]*?)^```/gm)].flatMap((match) => (match[1] ?? '').split('\n'));
  const inline = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...inline]
    .map((line) =>
      line
        .replace(/^\s*(\$|#)\s+/, '')
        .replace(/\s+#.*$/, '')
        .trim(),
    )
    .filter((line) => /^(npx campus-guard|campus-guard|npm (start|test|run))\b/.test(line));
}

/** Null: it can be typed. */
async function whyNot(command: string): Promise<string | null> {
  const words = command.split(/\s+/);
  if (words[0] === 'npm') {
    const script = words[1] === 'run' ? (words[2] ?? '') : (words[1] ?? '');
    return script in scripts ? null : `no script ${script}`;
  }
  const args = words.slice(words.indexOf('campus-guard') + 1);
  const options = args.map((word) => word.split('=')[0] ?? '').filter((word) => word.startsWith('--'));
  const verbs: string[] = [];
  for (const word of args) {
    if (!/^[a-z]+$/.test(word) || verbs.length === 2) break;
    verbs.push(word);
  }
  for (const path of [verbs, verbs.slice(0, 1)]) {
    const help = await campusGuard(...path, '--help');
    if (help.code !== 0 || !help.text.startsWith(`Usage: ${['campus-guard', ...path].join(' ')} `)) continue;
    const missing = options.find((option) => option !== '--help' && !help.text.includes(`${option} `));
    return missing === undefined ? null : `no option ${missing}`;
  }
  return args.length === 0 ? null : 'no such verb';
}

describe('the pages', () => {
  it('begin with a README that names npm start and npm test', () => {
    const text = existsSync(join(root, 'README.md')) ? read('README.md') : '';
    expect(commandsIn(text)).toEqual(expect.arrayContaining(['npm start', 'npm test']));
  });

  it.each(PAGES)('%s names only commands that exist', async (page) => {
    const wrong: string[] = [];
    for (const command of commandsIn(read(page))) {
      const why = await whyNot(command);
      if (why !== null) wrong.push(`${command}: ${why}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(PAGES)('%s points only to what is there', (page) => {
    const text = read(page)
      .replaceAll(/^```[\s\S]*?^```/gm, '')
      .replaceAll(/`[^`\n]+`/g, '');
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const inside = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(inside.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});

describe('a wrong command is found:', () => {
  it.each([
    ['npm run dance', 'no script dance'],
    ['npx campus-guard sing', 'no such verb'],
    ['campus-guard device sing', 'no option --loud', '--loud'],
    ['npx campus-guard start --prot 0', 'no option --prot'],
    ['npx campus-guard export ledger --style csv', 'no option --style'],
  ])('%s', async (command, why, extra = '') => {
    expect(await whyNot(`${command} ${extra}`.trim())).toBe(why);
  });

  it.each(['npm test', 'npm run build', 'npx campus-guard export ledger --format csv', 'campus-guard check'])(
    'and %s is right',
    async (command) => {
      expect(await whyNot(command)).toBeNull();
    },
  );

  it('in code blocks and in code', () => {
    const text = 'Type `npm start`.\n```sh\n$ npx campus-guard check --config config   # looks\nls\n```\n';
    expect(commandsIn(text)).toEqual(['npx campus-guard check --config config', 'npm start']);
  });
});
