/** From a validated profile file to what the core reads with. */

import type { Family, Find, Profile, Read, Sample } from '../../core/profile/profile.ts';
import { days, seconds } from '../../core/time.ts';
import { type FamilyFile, type ProfileFile, parts } from './profile-file.ts';

type ReadFile = ProfileFile['reads'][number];
type FindFile = ReadFile['finds'][number];

const lower = (words: readonly string[] | undefined): readonly string[] | null =>
  words?.map((word) => word.trim().toLowerCase()) ?? null;
const paths = (text: string | undefined): readonly string[] => (text === undefined ? [] : parts(text));

const buildFind = ({ at, yes, no, ...rest }: FindFile): Find => ({
  ...rest,
  at: paths(at),
  yes: lower(yes),
  no: lower(no),
});

const buildRead = (read: ReadFile): Read => ({
  topic: read.topic,
  body: read.body,
  each: read.each ?? null,
  where: Object.entries(read.where).map(([at, is]) => ({ at, is: is.map((word) => word.toLowerCase()) })),
  past: read.past,
  when: read.when ?? null,
  about: paths(read.about),
  codec: read.codec ?? null,
  raw: read.raw ?? null,
  finds: read.finds.map(buildFind),
});

const buildSample = ({ json, text, after, ...sample }: ProfileFile['samples'][number]): Sample => ({
  name: sample.name,
  topic: sample.topic,
  retained: sample.retained,
  channel: sample.channel,
  expect: sample.expect,
  payload: json === undefined ? (text ?? '') : JSON.stringify(json),
  after: seconds(after),
});

export function buildProfile(id: string, file: ProfileFile): Profile {
  const { identity } = file;
  return {
    id,
    name: file.name,
    nameEn: file.nameEn,
    family: file.family,
    kinds: file.kinds,
    models: file.models,
    type: file.type,
    identity: { counter: identity.counter ?? null, unique: paths(identity.unique), within: seconds(identity.within) },
    silentAfter: seconds(file.silentAfter),
    sleeps: file.sleeps,
    testEvery: file.testEvery === undefined ? null : days(file.testEvery),
    channel: file.channel,
    reads: file.reads.map(buildRead),
    samples: file.samples.map(buildSample),
  };
}

export function buildFamily(id: string, file: FamilyFile): Family {
  const { inventory } = file;
  return {
    id,
    name: file.name,
    nameEn: file.nameEn,
    publishes: file.publishes,
    subscribes: file.subscribes,
    bridgeReads: file.bridgeReads.map(buildRead),
    aboutReads: file.aboutReads.map(buildRead),
    deviceReads: file.deviceReads.map(buildRead),
    ignores: file.ignores,
    inventory: inventory
      ? { topic: inventory.topic, address: paths(inventory.address), model: paths(inventory.model) }
      : null,
    samples: file.samples.map(buildSample),
  };
}
