/** What no shell reads as anything but a letter of a word. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** The command as it has to be typed for this till: with its home where that is not the usual one. */
export function commandFor(home: string | null, words: string): string {
  if (home === null) return `balcao ${words}`;
  const quoted = PLAIN.test(home) ? home : `'${home.replaceAll("'", "'\\''")}'`;
  return `balcao --home ${quoted} ${words}`;
}
