import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { alarmFile } from './alarm-file.ts';
import { boardsFile } from './boards-file.ts';
import { bridgesFile } from './bridges-file.ts';
import { devicesFile } from './devices-file.ts';
import { configManual } from './docs.ts';
import { gatewayFile } from './gateway-file.ts';
import { manuals } from './manual.ts';
import { keysOf, unwrap } from './schema-walk.ts';
import { patrolFile } from './patrol-file.ts';
import { rulesFile } from './rules-file.ts';
import { familyFile, profileFile } from './profile-file.ts';
import { schoolFile } from './school-file.ts';
import { staffFile } from './staff-file.ts';

/** Every key of a schema with its path; the variants of a channel one by one. */
function keys(schema: unknown, path: string): readonly (readonly [string, unknown])[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return keys(inner.element, `${path}[]`);
  if (inner instanceof z.ZodRecord) return keys(inner.valueType, `${path}.*`);
  if (inner instanceof z.ZodDiscriminatedUnion)
    return inner.options.flatMap((option, i) => keys(option, `${path}#${i}`));
  return [...keysOf(inner)].flatMap(([name, child]) => [
    [`${path}.${name}`, child] as const,
    ...keys(child, `${path}.${name}`),
  ]);
}

const schemas = {
  schoolFile,
  devicesFile,
  staffFile,
  alarmFile,
  gatewayFile,
  boardsFile,
  patrolFile,
  rulesFile,
  bridgesFile,
  profileFile,
  familyFile,
};
const all = Object.entries(schemas).flatMap(([file, schema]) => keys(schema, file));

describe('the configuration reference', () => {
  it('is what the schemas say: run `npx tsx gateway/app/config/docs.ts` after changing one', () => {
    const page = readFileSync(new URL('../../../docs/config.md', import.meta.url), 'utf8');
    expect(page).toBe(configManual());
  });

  it('has a manual in both languages for every key', () => {
    expect(all.length).toBeGreaterThan(150);
    const silent = all.filter(([, schema]) => {
      if (!(schema instanceof z.ZodType)) return true;
      const manual = manuals.get(schema);
      if (manual !== undefined) {
        return [manual.title.zh, manual.title.en, manual.text.zh, manual.text.en].some((text) => text.trim() === '');
      }
      const [zh = '', en = ''] = (schema.description ?? '').split('\n');
      return zh.trim() === '' || en.trim() === '';
    });
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('shows a default or "required" for every key, and what needs a restart', () => {
    const rows = configManual()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(150);
    const port = rows.find((row) => row.startsWith('| `mqtt.port`'));
    expect(port).toContain('| `1883` | `1883` | ✓ |');
    expect(rows.find((row) => row.startsWith('| `publicUrl`'))).not.toContain('✓');
    expect(rows.find((row) => row.startsWith('| `fallback`'))).toContain('必填 required');
  });
});
