/**
 * The reference ESPHome buttons against the contract: every topic and body in the files is one that the gateway takes, the last will
 * is welcome, and what they listen for is what the gateway says. (No ESPHome compiler runs here.)
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, parseDocument } from 'yaml';
import { commandTopic, eventTopic, RECEIPT_STATES, readEvent } from '../../gateway/contract/mqtt.ts';

const FOLDER = new URL('../../firmware-bridge/esphome/', import.meta.url).pathname;

/** Bodies as the C format strings in the file print them, with a number for each place. */
function bodies(text: string): readonly string[] {
  return [...text.matchAll(/"(\{\\"v\\":1(?:[^"\\]|\\.)*)"/g)].map(([, format = '']) =>
    format.replaceAll('\\"', '"').replaceAll(/%[ud]/g, '7'),
  );
}

describe.each(['help-button.yaml', 'help-button-deep-sleep.yaml'])('%s', (file) => {
  const text = readFileSync(FOLDER + file, 'utf8');
  const device = /device: ([a-z0-9-]+)/.exec(text)?.[1] ?? '';

  it('is YAML without a slip', () => {
    const doc = parseDocument(text, { customTags: [{ tag: '!secret', resolve: (value: string) => value }] });
    expect(doc.errors.map(({ message }) => message)).toEqual([]);
    expect(isMap(doc.contents) && doc.contents.items.map(({ key }) => (isScalar(key) ? key.value : null))).toContain(
      'mqtt',
    );
  });

  it('publishes only on its event topic, never retained, and listens only for its commands', () => {
    const topics = [...text.matchAll(/campus\/\$\{device\}\/[a-z]+/g)].map(([topic]) =>
      topic.replace('${device}', device),
    );
    expect(topics.length).toBeGreaterThan(1);
    expect([...new Set(topics)].sort()).toEqual([commandTopic(device), eventTopic(device)]);
    expect(text).not.toMatch(/, true\)|retain: true/);
    expect(text).toMatch(/discovery: false/);
    expect(text).toMatch(/log_topic: null/);
  });

  it('says nothing that the contract does not know, and names every press by boot and seq', () => {
    const events = bodies(text).map((body) => ({ body, read: readEvent(Buffer.from(body)) }));
    expect(events.length).toBeGreaterThan(1);
    expect(events.filter(({ read }) => !read.ok)).toEqual([]);
    const press = events.flatMap(({ read }) => (read.ok && read.event.type === 'press' ? [read.event] : []));
    expect(press).toHaveLength(1);
    expect(press[0]).toMatchObject({ v: 1, boot: 7, age: 7 });
    expect(press[0]?.seq).toBeDefined();
  });

  it('waits for a receipt, and knows all that there are', () => {
    expect(text).toMatch(/receipt/);
    if (file === 'help-button.yaml') for (const state of RECEIPT_STATES) expect(text).toContain(`"${state}"`);
  });
});

it('the powered one leaves the last will that the contract recommends', () => {
  const text = readFileSync(`${FOLDER}help-button.yaml`, 'utf8');
  expect(text).toContain(`payload: '{"v":1,"type":"fault","code":"lost"}'`);
});
