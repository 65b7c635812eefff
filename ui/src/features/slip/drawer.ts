import { refused } from "../../backend/refused";
import { brief } from "../../shell/brief.svelte";
import { till } from "../../shell/till.svelte";
import { refusalMessage } from "../refusal/refusal";
import { askPrinter } from "./controller";

/** Opens the drawer, and says for a moment what came of it. */
export async function openDrawer(): Promise<void> {
  try {
    await askPrinter("open_drawer", {});
    brief.say(till.words.slips.drawerOpen, "paid");
  } catch (error) {
    const { title } = refusalMessage(refused(error), till.words);
    brief.say(`${till.words.slips.notOpened} ${title}.`, "odd");
  }
}
