//! The outbox of the printer: what is to come out of it. A payment's slip is put down in the payment's own
//! transaction; whoever prints it says so before the first byte, so that a crash leaves a doubt and never a silent
//! second copy.
//!
//! Shared by all processes on the log: a process lock frees what a dead one was at.

use domain::{Order, OrderNumber, UnixMs};
use rusqlite::{Connection, Row, params};

use crate::error::Error;
use crate::open::Store;
use crate::reader::Reader;
use crate::tx::Tx;

/// So many may wait; what is older is given up for what is newer.
const MOST_WAITING: i64 = 500;
/// So long a slip is tried to be printed.
const LONGEST_MS: i64 = 24 * 60 * 60 * 1_000;
/// A drawer that opens later opens for nobody.
const DRAWER_MS: i64 = 30_000;
/// So long a slip is with one process, which then must have stopped: printing takes seconds.
const LONGEST_PRINTING_MS: i64 = 120_000;

/// What comes out of the printer by itself when an order is paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OnPayment {
    /// The slip.
    pub slip: bool,
    /// The drawer opens.
    pub drawer: bool,
}

/// What is to come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlipOf {
    /// An order's slip.
    Order(OrderNumber),
    /// A shift's, with its report as JSON.
    Shift {
        /// Its number.
        number: u32,
        /// As it was when it was asked for.
        report: String,
    },
    /// The page with which a printer is tried.
    Test,
    /// No paper: the drawer opens.
    Drawer,
}

impl SlipOf {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Order(_) => "order",
            Self::Shift { .. } => "shift",
            Self::Test => "test",
            Self::Drawer => "drawer",
        }
    }
}

/// A slip that this process shall print now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipJob {
    /// Its row.
    pub id: i64,
    /// What it is.
    pub of: SlipOf,
    /// Who asked for it, by id; absent: the payment itself.
    pub asked_by: Option<String>,
    /// When, on our clock.
    pub asked_at: UnixMs,
    /// It may have come out before: nobody knows.
    pub doubtful: bool,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// A slip of an order that came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipRecord {
    /// When, on our clock.
    pub at: UnixMs,
    /// 1 for the first of a paid order; 0 where nothing was paid.
    pub copy: u32,
    /// Who asked for it, by id; absent: the payment itself.
    pub asked_by: Option<String>,
}

/// The outbox, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outbox {
    /// How many wait.
    pub waiting: u32,
    /// When the next may be tried, on our clock; absent: nothing waits.
    pub due_at: Option<UnixMs>,
}

impl Tx<'_> {
    /// Puts what a payment brings out of the printer into its transaction, where this event has paid the order.
    pub(crate) fn queue_for_payment(&self, before: &Order, after: &Order) -> Result<(), Error> {
        let is_paid = |order: &Order| order.received().get() > 0;
        if is_paid(before) || !is_paid(after) {
            return Ok(());
        }
        let OnPayment { slip, drawer } = self.on_payment;
        // The drawer first: it is faster than paper.
        if drawer {
            self.queue_once("drawer", after.number)?;
        }
        if slip {
            self.queue_once("order", after.number)?;
        }
        Ok(())
    }

    fn queue_once(&self, kind: &str, order: OrderNumber) -> Result<(), Error> {
        let now = self.computer_now().get();
        self.prepare_cached(
            "INSERT OR IGNORE INTO slips (kind, order_number, asked_at_ms, state, due_at_ms)
             VALUES (?1, ?2, ?3, 'queued', ?3)",
        )?
        .execute(params![kind, order.get(), now])?;
        drop_surplus(self)
    }
}

impl Store {
    /// From here on a payment brings this out of the printer.
    pub const fn set_on_payment(&mut self, on_payment: OnPayment) {
        self.on_payment = on_payment;
    }

    /// Puts down what somebody asks for.
    pub fn queue_slip(&mut self, of: &SlipOf, asked_by: &str, now: UnixMs) -> Result<(), Error> {
        let now = self.times.row(now).get();
        let (order, shift, report) = match of {
            SlipOf::Order(number) => (Some(number.get()), None, None),
            SlipOf::Shift { number, report } => (None, Some(*number), Some(report.as_str())),
            SlipOf::Test | SlipOf::Drawer => (None, None, None),
        };
        let tx = self.patience.begin(&self.connection)?;
        tx.execute(
            "INSERT INTO slips (kind, order_number, shift_number, asked_by, asked_at_ms, state, due_at_ms, report)
             VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?5, ?6)",
            params![of.kind(), order, shift, asked_by, now, report],
        )?;
        drop_surplus(&tx)?;
        Ok(tx.commit()?)
    }

    /// Claims the slip that is due longest, if one is. What a process was printing that has died, or has stopped
    /// for long, is doubtful from here on.
    pub fn claim_slip(&mut self, now: UnixMs) -> Result<Option<SlipJob>, Error> {
        let times = self.times;
        let now = times.row(now).get();
        let tx = self.patience.begin(&self.connection)?;
        give_up_old(&tx, now)?;
        let mut found = None;
        {
            let mut statement = tx.prepare_cached(
                "SELECT id, owner, due_at_ms FROM slips
                 WHERE state IN ('queued', 'printing', 'doubtful')
                     AND (due_at_ms <= ?1 OR due_at_ms > ?1 + ?2)
                 ORDER BY due_at_ms, id",
            )?;
            let mut rows = statement.query(params![now, LONGEST_MS])?;
            while let Some(row) = rows.next()? {
                let (owner, due_at): (Option<String>, i64) = (row.get(1)?, row.get(2)?);
                let is_recent = (0..LONGEST_PRINTING_MS).contains(&now.saturating_sub(due_at));
                let is_held = owner.is_some_and(|it| is_recent && self.process_lock.is_alive(&it));
                if !is_held {
                    found = Some(row.get::<_, i64>(0)?);
                    break;
                }
            }
        }
        let Some(id) = found else {
            tx.commit()?;
            return Ok(None);
        };
        // What is with this process is due again when it has been so for too long.
        tx.execute(
            "UPDATE slips SET owner = ?2, due_at_ms = ?3,
                 state = iif(state = 'printing', 'doubtful', state) WHERE id = ?1",
            params![id, self.process_lock.name(), now],
        )?;
        let job = tx.query_row(
            "SELECT id, kind, order_number, shift_number, report, asked_by, asked_at_ms, state, tries
             FROM slips WHERE id = ?1",
            [id],
            read_job,
        )?;
        tx.commit()?;
        let asked_at = times.caller(job.asked_at);
        Ok(Some(SlipJob { asked_at, ..job }))
    }

    /// Says, before the first byte is sent, that it is being printed. Of a paid order: which copy it is, 1 and up.
    pub fn begin_slip(&mut self, id: i64, is_paid: bool) -> Result<u32, Error> {
        let tx = self.patience.begin(&self.connection)?;
        let copy = tx.query_row(
            "UPDATE slips SET state = 'printing',
                 copy = iif(NOT ?2, 0, iif(copy > 0, copy, 1 + (
                     SELECT coalesce(max(copy), 0) FROM slips AS others
                     WHERE others.order_number = slips.order_number)))
             WHERE id = ?1 RETURNING copy",
            params![id, is_paid],
            |row| row.get(0),
        )?;
        tx.commit()?;
        Ok(copy)
    }

    /// The last byte was taken.
    pub fn end_slip(&mut self, id: i64, now: UnixMs) -> Result<(), Error> {
        let now = self.times.row(now).get();
        let tx = self.patience.begin(&self.connection)?;
        tx.execute(
            "UPDATE slips SET state = 'printed', owner = NULL, trouble = NULL, printed_at_ms = ?2,
                 report = NULL WHERE id = ?1",
            params![id, now],
        )?;
        // Orders alone are asked later how often they were printed.
        tx.execute(
            "DELETE FROM slips WHERE id = ?1 AND kind <> 'order' AND asked_by IS NOT NULL",
            [id],
        )?;
        Ok(tx.commit()?)
    }

    /// It did not come out, or nobody knows whether it did (`doubtful`), and is tried again after a pause.
    pub fn put_slip_off(
        &mut self,
        id: i64,
        doubtful: bool,
        trouble: &str,
        due_at: UnixMs,
    ) -> Result<(), Error> {
        let due_at = self.times.row(due_at).get();
        self.execute(
            "UPDATE slips SET state = iif(?2 OR state = 'doubtful', 'doubtful', 'queued'), owner = NULL,
                 tries = tries + 1, trouble = ?3, due_at_ms = ?4 WHERE id = ?1",
            params![id, doubtful, trouble, due_at],
        )?;
        Ok(())
    }

    /// It will not be printed: there is nothing to print, or nobody can.
    pub fn give_slip_up(&mut self, id: i64) -> Result<(), Error> {
        self.execute(
            "UPDATE slips SET state = 'given_up', owner = NULL, report = NULL WHERE id = ?1",
            [id],
        )?;
        Ok(())
    }

    /// Makes all that waits due now: the printer is another one, or somebody has looked after it.
    pub fn hasten_slips(&mut self, now: UnixMs) -> Result<(), Error> {
        let now = self.times.row(now).get();
        self.execute(
            "UPDATE slips SET due_at_ms = min(due_at_ms, ?1)
             WHERE state IN ('queued', 'doubtful') AND owner IS NULL",
            [now],
        )?;
        Ok(())
    }

    /// What waits for the printer.
    pub fn outbox(&self) -> Result<Outbox, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*), min(due_at_ms) FROM slips
             WHERE state IN ('queued', 'printing', 'doubtful')",
        )?;
        let (waiting, due_at): (u32, Option<i64>) =
            statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let due_at = due_at.map(|at| self.times.caller(UnixMs::new(at)));
        Ok(Outbox { waiting, due_at })
    }

    /// How often an order's slip was printed, or waits to be.
    pub fn slips_of(&self, order: OrderNumber) -> Result<u32, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*) FROM slips
             WHERE order_number = ?1 AND kind = 'order' AND state <> 'given_up'",
        )?;
        Ok(statement.query_row([order.get()], |row| row.get(0))?)
    }
}

impl Reader {
    /// The slips of an order that came out, oldest first.
    pub fn printed_slips(&self, order: OrderNumber) -> Result<Vec<SlipRecord>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT printed_at_ms, copy, asked_by FROM slips
             WHERE order_number = ?1 AND kind = 'order' AND state = 'printed'
                 AND printed_at_ms IS NOT NULL ORDER BY id",
        )?;
        let read = |row: &Row<'_>| {
            let at = self.times.caller(UnixMs::new(row.get(0)?));
            Ok(SlipRecord { at, copy: row.get(1)?, asked_by: row.get(2)? })
        };
        let slips = statement.query_map([order.get()], read)?;
        Ok(slips.collect::<Result<_, _>>()?)
    }
}

fn read_job(row: &Row<'_>) -> rusqlite::Result<SlipJob> {
    let (order, shift): (Option<i64>, Option<u32>) = (row.get(2)?, row.get(3)?);
    let kind: String = row.get(1)?;
    let of = match (kind.as_str(), order.and_then(OrderNumber::new), shift) {
        ("order", Some(number), _) => SlipOf::Order(number),
        ("shift", _, Some(number)) => {
            SlipOf::Shift { number, report: row.get::<_, Option<String>>(4)?.unwrap_or_default() }
        }
        ("drawer", ..) => SlipOf::Drawer,
        _ => SlipOf::Test,
    };
    let state: String = row.get(7)?;
    Ok(SlipJob {
        id: row.get(0)?,
        of,
        asked_by: row.get(5)?,
        asked_at: UnixMs::new(row.get(6)?),
        doubtful: state == "doubtful",
        tries: row.get(8)?,
    })
}

/// What is too old to be of use to anybody.
fn give_up_old(log: &Connection, now: i64) -> Result<(), Error> {
    log.prepare_cached(
        "UPDATE slips SET state = 'given_up', owner = NULL, report = NULL
         WHERE state IN ('queued', 'printing', 'doubtful')
             AND asked_at_ms < ?1 - iif(kind = 'drawer', ?3, ?2)",
    )?
    .execute(params![now, LONGEST_MS, DRAWER_MS])?;
    Ok(())
}

/// The oldest of more than may wait.
fn drop_surplus(log: &Connection) -> Result<(), Error> {
    let waiting: i64 = log
        .prepare_cached(
            "SELECT count(*) FROM slips WHERE state IN ('queued', 'printing', 'doubtful')",
        )?
        .query_row([], |row| row.get(0))?;
    if waiting > MOST_WAITING {
        log.execute(
            "UPDATE slips SET state = 'given_up', owner = NULL, report = NULL WHERE id IN (
                 SELECT id FROM slips WHERE state IN ('queued', 'doubtful') ORDER BY id LIMIT ?1)",
            [waiting - MOST_WAITING],
        )?;
    }
    Ok(())
}
