/** MQTT topic filters [MQTT-4.7]. */

/** Does the filter take in the topic? A wildcard at the beginning does not take in `$…` [MQTT-4.7.2-1]. */
export function takesIn(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  if (topic.startsWith('$') && (wanted[0] === '#' || wanted[0] === '+')) return false;
  for (const [at, level] of wanted.entries()) {
    if (level === '#') return true;
    if (at >= levels.length || (level !== '+' && level !== levels[at])) return false;
  }
  return wanted.length === levels.length;
}

/** Does `grant` take in every topic that `filter` takes in? */
export function covers(grant: string, filter: string): boolean {
  const granted = grant.split('/');
  const asked = filter.split('/');
  for (const [at, level] of granted.entries()) {
    if (level === '#') return true;
    const other = asked[at];
    if (other === undefined || other === '#' || (level !== '+' && level !== other)) return false;
  }
  return granted.length === asked.length;
}
