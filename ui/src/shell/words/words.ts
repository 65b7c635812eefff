import type { RefusalCode } from "../../backend/refused";
import type { AccessWords } from "../../features/access/words/words";
import type { AttentionWords } from "../../features/attention/words/words";
import type { BackupWords } from "../../features/backup/words/words";
import type { ByHandWords } from "../../features/byHand/words/words";
import type { ReceiptCheckWords } from "../../features/check/words/words";
import type { ConnectWords } from "../../features/connect/words/words";
import type { DisputeWords } from "../../features/dispute/words/words";
import type { DoctorWords } from "../../features/doctor/words/words";
import type {
  AccountWords,
  CheckWords,
  DoubtWords,
  NoticeWords,
  TroubleWords,
} from "../../features/doubt/words/words";
import type { FirstRunWords } from "../../features/first_run/words/words";
import type { HelpWords } from "../../features/help/words/words";
import type { HistoryWords } from "../../features/history/words/words";
import type { ObstacleWords } from "../../features/obstacle/words/words";
import type { OperatorWords } from "../../features/operator/words/words";
import type { PayoutWords } from "../../features/payout/words/words";
import type { RefundWords } from "../../features/refund/words/words";
import type { RefusalFacts, RefusalWords } from "../../features/refusal/words/words";
import type { RelayWords } from "../../features/relay/words/words";
import type { SaleWords } from "../../features/sale/words/words";
import type { SettingsWords } from "../../features/settings/words/words";
import type { ShiftWords } from "../../features/shift/words/words";
import type { SlipWords } from "../../features/slip/words/words";
import type { TrainingWords } from "../../features/training/words/words";
import type { UnmatchedWords } from "../../features/unmatched/words/words";
import type { VaultWords } from "../../features/vault/words/words";

/** All text of the till: the frame's own, and each feature's. A dictionary that lacks a word does not compile. */
export interface Words
  extends
    SaleWords,
    HistoryWords,
    ReceiptCheckWords,
    ConnectWords,
    FirstRunWords,
    HelpWords,
    DoctorWords,
    BackupWords {
  bar: {
    till: string;
    soundOff: string;
    help: string;
    sales: string;
    /** Beside the news of another sale, while a customer has the screen: how many more there are. */
    moreNews: (count: number) => string;
    notConnected: string;
    cannotSell: string;
    idle: string;
    polling: string;
    live: string;
    /** How often the provider is asked, for those who care. */
    everySeconds: (everySeconds: number) => string;
    /** Not the connected account, but one that is kept to be asked; inside a sentence. */
    oldAccountOf: (provider: string) => string;
    /** The relay that the till is paired with is not there. */
    linkLost: string;
    /** The same while the provider is asked all the time. */
    linkLostAsking: string;
    /** Behind what keeps the till from a provider. */
    tryingAgain: (what: string) => string;
    refused: (provider: string) => string;
    unreadable: (provider: string) => string;
    toldToWait: (provider: string, time: string) => string;
    cannotWrite: string;
    clockFast: (minutes: number) => string;
    clockSlow: (minutes: number) => string;
    unreachable: string;
    environments: Record<"homologacao" | "producao" | "treino" | "other", string>;
  };
  boot: { starting: string; retry: string };
  dismiss: string;
  doubt: DoubtWords;
  trouble: TroubleWords;
  check: CheckWords;
  accounts: AccountWords;
  notices: NoticeWords;
  byHand: ByHandWords;
  refund: RefundWords;
  attention: AttentionWords;
  disputes: DisputeWords;
  unmatched: UnmatchedWords;
  vault: VaultWords;
  obstacle: ObstacleWords;
  payouts: PayoutWords;
  operators: OperatorWords;
  access: AccessWords;
  refusals: Record<RefusalCode, RefusalWords>;
  refusalFacts: RefusalFacts;
  relay: RelayWords;
  settings: SettingsWords;
  shifts: ShiftWords;
  slips: SlipWords;
  training: TrainingWords;
}
