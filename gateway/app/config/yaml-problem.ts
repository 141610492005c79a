import type { ErrorCode, YAMLError } from 'yaml';
import { say } from './words.ts';

const KNOWN: Partial<Record<ErrorCode, readonly [string, string]>> = {
  TAB_AS_INDENT: ['不能用 Tab 缩进：请改成空格', 'a tab cannot indent: use spaces'],
  BAD_INDENT: ['缩进不对：同一层的键要从同一列开始', 'wrong indentation: keys of one level start in the same column'],
  MISSING_CHAR: ['少了一个符号（引号、逗号、冒号或括号）', 'a character is missing (a quote, comma, colon or bracket)'],
  UNEXPECTED_TOKEN: ['这里的内容放错了位置', 'this does not belong here'],
  IMPOSSIBLE: ['这里的内容放错了位置', 'this does not belong here'],
  MULTILINE_IMPLICIT_KEY: [
    '键要写在一行里，后面跟冒号和空格',
    'a key stands on one line, followed by a colon and a space',
  ],
  BLOCK_IN_FLOW: ['{ } 或 [ ] 里面不能再用缩进写法', 'block lists and maps cannot stand inside { } or [ ]'],
  BLOCK_AS_IMPLICIT_KEY: [
    '一行里不能有两个"键: 值"：请换行或加引号',
    'there cannot be two "key: value" on one line: start a new line, or quote the value',
  ],
  MULTIPLE_DOCS: ['一个文件里只能有一份内容：去掉 "---"', 'a file holds one document: remove "---"'],
  TAG_RESOLVE_FAILED: ['不认识这个 ! 标记：去掉它', 'this ! tag is not known: remove it'],
  BAD_ALIAS: ['* 和 & 有特殊含义：文字请加引号', '* and & have a meaning of their own: quote the text'],
  BAD_SCALAR_START: ['文字不能以这个符号开头：请加引号', 'text cannot start with this character: quote it'],
  BAD_DQ_ESCAPE: [
    '反斜杠后面不能跟这个字符：写 \\\\ 或改用单引号',
    'no such backslash escape: write \\\\ or use single quotes',
  ],
  KEY_OVER_1024_CHARS: ['键太长', 'the key is too long'],
};

/** A YAML syntax error in words. The parser's own words follow ours, up to where they would quote the file. */
export function yamlProblem(error: YAMLError): string {
  const known = KNOWN[error.code];
  const detail =
    error.message
      .split(/[\n"'`:]/, 1)[0]
      ?.slice(0, 120)
      .trim() ?? '';
  if (known === undefined) return say('YAML 写法有误', `not valid YAML: ${detail}`);
  return say(known[0], `${known[1]} (${detail})`);
}
