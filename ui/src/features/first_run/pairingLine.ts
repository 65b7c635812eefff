/** What a person pastes to pair a till. */
export interface PairingLine {
  readonly url: string;
  readonly code: string;
}

/** The address and the code in a line such as `balcao pair https://relay.example 7K3M-01V9`, whatever stands around them. */
export function readPairingLine(text: string): PairingLine | null {
  const words = text.split(/\s+/).map((word) => word.replace(/^["'<]+|["'>,;]+$/g, ""));
  const at = words.findIndex((word) => /^https?:\/\/\S+$/i.test(word));
  const url = words[at];
  if (url === undefined) return null;
  const isCode = (word: string): boolean => /^[0-9a-z]{4}-?[0-9a-z]{4}$/i.test(word);
  const code = [...words.slice(at + 1), ...words.slice(0, at)].find(isCode);
  return code === undefined ? null : { url, code };
}
