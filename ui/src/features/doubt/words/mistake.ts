/** Why a file of the settings cannot be written into, which the till tells in English, in Portuguese: the file and the place. */
export function mistake(detail: string): string {
  const [, path = detail, why = ""] = /^(.*?): (.*)$/s.exec(detail) ?? [];
  const place = /\bline (\d+),? column (\d+)/.exec(why);
  if (place !== null) return `${path}: linha ${place[1]}, coluna ${place[2]}`;
  const line = /^line (\d+): `([^`]+)`/.exec(why);
  return line === null ? path : `${path}: linha ${line[1]}: ${line[2]} não serve`;
}
