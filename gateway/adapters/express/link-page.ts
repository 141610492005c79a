/**
 * The page behind a link in an alert message: readable at 360 px in the browser inside WeCom or DingTalk, two big buttons,
 * no script needed. Both languages are on it; the reader's comes first and large.
 */

import type { Incident } from '../../contract/api.ts';
import { type Html, html } from './html.ts';
import { KIND_WORDS, type Language, LEVEL_WORDS, SAID, STATUS_WORDS, type Words } from './link-words.ts';

export interface LinkView {
  readonly language: Language;
  readonly timeZone: string;
  readonly school: string;
  /** Who the link was sent to. */
  readonly person: string;
  readonly incident: Incident;
  readonly message: { readonly words: Words; readonly more?: string; readonly bad: boolean } | null;
}

/** The first of the languages asked for that we speak; Chinese where none is. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '').split(',').map((part) => {
    const [name = '', quality] = part.trim().toLowerCase().split(';q=');
    return { name, quality: quality === undefined ? 1 : Number(quality) };
  });
  const best = wanted.toSorted((a, b) => b.quality - a.quality).find(({ name }) => /^(zh|en)\b/.test(name));
  return best?.name.startsWith('en') ? 'en' : 'zh';
}

export function incidentPage(view: LinkView): string {
  const { incident, language, message } = view;
  const say = (words: Words): Html => both(words, language);
  const mine = incident.takenBy === view.person;
  const need = incident.level === 'help' || incident.level === 'urgent';
  const owner = incident.takenBy === null ? '—' : (incident.takenByName ?? incident.takenBy);
  const rows: readonly (readonly [Words, Html])[] = [
    [SAID.place, html`${incident.zoneName ?? incident.zone ?? SAID.noPlace[language]}`],
    [SAID.time, html`${clock(incident.openedAt, view.timeZone)}`],
    [SAID.level, say(LEVEL_WORDS[incident.level])],
    [SAID.state, say(STATUS_WORDS[incident.status])],
    [SAID.owner, html`${owner}${mine ? html` (${SAID.you[language]})` : null}`],
    ...(incident.presses > 1 ? [[SAID.presses, html`${incident.presses}`] as const] : []),
    ...(incident.text === null ? [] : [[SAID.text, html`${incident.text}`] as const]),
  ];
  return page(
    language,
    html`<header><span>${view.school}</span><a href="/#/i/${encodeURIComponent(incident.id)}">${SAID.console[language]}</a></header>
<h1 class="${need ? 'need' : ''}">${incident.drill ? html`<span class="badge drill">${say(SAID.drill)}</span> ` : null}${say(KIND_WORDS[incident.kind])}</h1>
${message === null ? null : note(message.words, language, message.bad, message.more)}
<dl>${rows.map(([name, value]) => html`<dt>${name[language]}</dt><dd>${value}</dd>`)}</dl>
${buttons(incident, mine, say)}`,
    `${incident.status} ${incident.takenBy} ${incident.stale}`,
  );
}

/** A page that only says why the link does not work. */
export const messagePage = (language: Language, words: Words): string =>
  page(language, note(words, language, true), '');

function buttons(incident: Incident, mine: boolean, say: (words: Words) => Html): Html | null {
  const button = (action: string, words: Words): Html =>
    html`<form method="post"><button class="${action}" name="action" value="${action}">${say(words)}</button></form>`;
  if (incident.status === 'closed') return null;
  if (incident.status === 'open') return button('take', SAID.take);
  if (incident.status === 'taken' && mine) return button('arrive', SAID.arrive);
  return incident.stale && !mine ? button('take', SAID.takeFrom) : null;
}

const both = (words: Words, language: Language): Html =>
  html`${words[language]}<span class="en" lang="${language === 'zh' ? 'en' : 'zh-CN'}">${words[language === 'zh' ? 'en' : 'zh']}</span>`;

const note = (words: Words, language: Language, bad: boolean, more?: string): Html =>
  html`<p class="message${bad ? ' bad' : ''}" role="status">${words[language]}${more ?? null}<span class="en">${words[language === 'zh' ? 'en' : 'zh']}</span></p>`;

/** `state` is what the page's script compares to notice that the page is out of date. */
function page(language: Language, body: Html, state: string): string {
  const title = `${SAID.title.zh} ${SAID.title.en}`;
  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/link.css">
<script src="/link.js" defer></script>
</head>
<body data-state="${state}"><main>
${body}
</main></body>
</html>
`.html;
}

/** `11-23 10:12:05` in the school's zone. */
function clock(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(Date.parse(iso));
  const get = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${get('month')}-${get('day')} ${get('hour')}:${get('minute')}:${get('second')}`;
}
