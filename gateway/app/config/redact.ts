import type { Sources } from './files.ts';
import type { Problem } from './problem.ts';

/**
 * Messages show names from the files, and a name can come from the environment. Whatever did is replaced by what was
 * typed for it, so that no value of a variable is ever shown, whichever check wrote the message.
 */
export function redact(problems: readonly Problem[], sources: Sources): readonly Problem[] {
  const hidden = [...sources.values()]
    .flatMap((source) => (source === null ? [] : [...source.hidden]))
    .filter(([value]) => value.trim() !== '')
    .sort(([a], [b]) => b.length - a.length)
    .map(([value, typed]) => [wholeWord(value), typed] as const);
  if (hidden.length === 0) return problems;
  return problems.map((problem) => ({
    ...problem,
    message: hidden.reduce((message, [pattern, typed]) => message.replace(pattern, () => typed), problem.message),
  }));
}

/** Also as JSON would quote it. Inside a longer word it is a coincidence: `1` in `16`. */
function wholeWord(value: string): RegExp {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const quoted = JSON.stringify(value).slice(1, -1);
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escape(quoted)}|${escape(value)})(?![\\p{L}\\p{N}])`, 'gu');
}
