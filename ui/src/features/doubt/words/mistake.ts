/** A mistake in the settings' file, which the till tells in English, in Portuguese: the file, and the key or the place. */
export function mistake(detail: string): string {
  const [, path = detail, why = ""] = /^(.*?): (.*)$/s.exec(detail) ?? [];
  const key = /^(`\w+`) must be /.exec(why)?.[1];
  if (key !== undefined) return `${path}: ${key} não serve`;
  const place = / at line (\d+) column (\d+)$/.exec(why);
  return place === null ? path : `${path}: linha ${place[1]}, coluna ${place[2]}`;
}
