/** HTML as a tagged template: every value is escaped, unless it is itself the result of `html`. */

export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (found) => ESCAPES[found] ?? found);

type Value = string | number | Html | readonly Html[] | null;

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const filled = values.map(render);
  return { html: parts.map((part, index) => part + (filled[index] ?? '')).join('') };
}

function render(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  if ('html' in value) return value.html;
  return value.map(render).join('');
}
