import type { DoctorView, SavedBundle } from "../../backend/contract";
import { till } from "../../shell/till.svelte";

/** How long a browser has to take a file over before its address is given up. */
const TAKEN_OVER_MS = 60_000;

/** Looks at everything that a sale needs, which may take a while. */
export function testTill(): Promise<DoctorView> {
  return till.call("doctor", {});
}

/** Saves the bundle: beside a window into a file, for a page as a download. */
export async function saveBundle(): Promise<SavedBundle> {
  const saved = await till.call("save_bundle", {});
  if (saved.base64 !== null) download(saved.name, saved.base64);
  return saved;
}

function download(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), TAKEN_OVER_MS);
}
