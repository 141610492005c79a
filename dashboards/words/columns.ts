/** Columns that several tables show alike. */

import type { Column } from '../panels/table.ts';
import { RED } from '../panels/colours.ts';
import type { Plan } from '../plan.ts';
import { DEVICE_KIND_WORDS, KIND_WORDS, LEVEL_WORDS, MODE_WORDS, SLOT_WORDS, type Words } from './values.ts';

/** The Chinese name is what stands in the data; an English reader gets the English one where the configuration has it. */
export const zoneWords = (plan: Plan): Words => ({
  ...Object.fromEntries(plan.zones.map((zone) => [zone.name[0], zone.name])),
  none: ['—', '—'],
});

export const ZONE = (plan: Plan): Column => ({ caption: ['区域', 'Zone'], words: zoneWords(plan), width: 260 });
export const KIND: Column = { caption: ['类型', 'Kind'], words: KIND_WORDS };
export const LEVEL: Column = { caption: ['级别', 'Level'], words: LEVEL_WORDS, alarming: { urgent: RED } };
export const SLOT: Column = { caption: ['时段', 'Window'], words: SLOT_WORDS };
export const MODE: Column = { caption: ['真实/演练', 'Real or drill'], words: MODE_WORDS };
export const DEVICE: Column = { caption: ['设备', 'Device'], width: 200 };
export const DEVICE_KIND: Column = { caption: ['设备类型', 'Kind of device'], words: DEVICE_KIND_WORDS };
export const PERSON: Column = { caption: ['人员', 'Person'] };
export const COUNT: Column = { caption: ['次数', 'Count'], unit: 'short', decimals: 0 };
export const FLAGS: Column = { caption: ['标记', 'Flags'] };

/** A link into the console, by the id in the cell. */
export const INCIDENT: Column = {
  caption: ['事件', 'Incident'],
  width: 200,
  link: { title: ['在控制台打开', 'Open in the console'], url: '${console:raw}/#/i/${__value.raw}' },
};
