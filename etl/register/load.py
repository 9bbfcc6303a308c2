"""The inbox into the work database: receive, read, check, keep. One transaction per run: all of it is kept, or nothing."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from etl import reference, workdb, workers
from etl.catalogue import Catalogue
from etl.checks import crosschecks
from etl.checks.columns import sent_schema
from etl.checks.examined import UNREAD, Examined, guarded
from etl.checks.file import examine
from etl.checks.redaction import file_name
from etl.checks.values import Judge
from etl.intake.places import Hint, hint, senders
from etl.intake.receive import Received, receive
from etl.progress import Progress, silent, tell
from etl.register import current, rebuild, receipts, review, revisions, store
from etl.register.summary import FileResult, Summary
from etl.settings import Settings
from etl.workdb import Connection


def load_inbox(
    con: Connection,
    settings: Settings,
    catalogue: Catalogue,
    run_id: str,
    progress: Progress = silent,
    inbox: Path | None = None,
) -> Summary:
    """Take in every file not seen before, and every file that a person has released since."""
    progress("receive", 0.0)
    files = list(receive(inbox or settings.inbox))
    progress("receive", 1.0)
    return load_files(con, settings, catalogue, run_id, files, progress)


def load_files(
    con: Connection,
    settings: Settings,
    catalogue: Catalogue,
    run_id: str,
    files: list[Received],
    progress: Progress = silent,
    keep_copies: bool = True,
    examined: Sequence[Examined] = (),
) -> Summary:
    """The same for given files; without copies nothing is written outside ``con``.

    ``examined``: what the caller has examined of them already, which is not read again.
    """
    # One transaction: after a power cut, or an error in the last file, the work file is as it was before the run.
    con.begin()
    try:
        rebuilt = rebuild.rebuild(con, catalogue)
        intake = Intake(con, settings, catalogue, run_id, keep_copies, rebuilt=rebuilt)
        intake.examined = {one.file.sha256: one for one in examined}
        summary = intake.take(files, progress)
        con.commit()
    except BaseException:
        con.rollback()
        raise
    # Only now is nothing left that would need the copy in quarantine: the kept copy of the load stands.
    for copy in intake.released:
        copy.unlink(missing_ok=True)
    progress("check", 1.0)
    return summary


MANY = 100  # files from which it is worth while to read side by side: processes take two seconds to begin
PORTIONS = 4  # for each processor: who is done with small files takes the next

# Said of what no kept copy holds: shapes, comments, text where the form has none.
_OF_PLACES = "('PX14', 'PX24', 'PI14')"


@dataclass(frozen=True)
class _Portion:
    """Files that one process reads, and what it judges them by."""

    files: list[Received]
    catalogue: Catalogue
    judge: Judge


def _examined_of(portion: _Portion) -> list[Examined]:
    """Each of the files by itself: whatever is wrong with one is a finding about it alone."""
    examined: list[Examined] = []
    for file in portion.files:
        tell("read", len(examined) / len(portion.files))
        examined.append(guarded(file, partial(examine, file, portion.catalogue, portion.judge)))
    return examined


class Intake:
    """What one run shares between its steps; ``files`` are the files examined, by receipt.

    ``rebuilt``: the work file was of another version and has been emptied, so kept copies are read again.
    """

    def __init__(
        self,
        con: Connection,
        settings: Settings,
        catalogue: Catalogue,
        run_id: str,
        keep_copies: bool,
        *,
        rebuilt: bool,
    ) -> None:
        self.con, self.settings, self.catalogue, self.run_id = con, settings, catalogue, run_id
        self.keep_copies = keep_copies
        self.rebuilt = rebuilt
        self.judge = Judge(catalogue, senders(settings, catalogue))
        self.people = populations(settings, catalogue)
        self.files: dict[int, Examined] = {}
        self.examined: dict[str, Examined] = {}
        self.again: set[int] = set()
        self.released: list[Path] = []

    def take(self, files: list[Received], progress: Progress) -> Summary:
        """All steps in order."""
        summary = Summary()
        progress("read", 0.0)
        # Before anything is known: else a file that failed last time would count as received already.
        self._forget_unread(files)
        known, following = self._known()
        earlier = self._read_again()
        self._read(files, known, following, summary, progress)
        progress("read", 1.0)
        progress("check", 0.0)
        # Before anything is written down: what tells of nobody in a city is not asked about there.
        self._each(self._spare_large_places)
        self._refuse_clashes()
        self._insert_rows()
        self._refuse_by_content()
        # Receipts after all that may refuse a file, and before its rows are taken back: they say what became of it.
        receipts.record(self.con, self.settings, self.catalogue, self.run_id, self.files, self.keep_copies)
        self._tell_again()
        review.forget_read(self.con)
        self._take_back()
        # Files read again keep the run and the time of their first arrival.
        if earlier:
            self.con.executemany(
                "update receipt set run_id = ?, received_at = ? where receipt_id = ?", earlier
            )
        current.determine(self.con, self.catalogue, self.run_id)
        new = [receipt_id for receipt_id in self.files if receipt_id not in self.again]
        current.summarise(self.con, new, summary)
        summary.changes = revisions.changes(self.con, self.catalogue, new)
        summary.rebuilt = len(self.again)
        return summary

    def _forget_unread(self, files: list[Received]) -> None:
        """Files that could not be read are tried again: the disk has room now, or the program knows them since."""
        unread = self.con.execute(
            "select receipt_id from receipt where rule = ? and list_contains(?, sha256)",
            [UNREAD, [file.sha256 for file in files]],
        ).fetchall()
        self._forget([receipt_id for (receipt_id,) in unread])

    def _forget(self, receipts: list[int]) -> None:
        for table in ("receipt", "finding", "submission", "layout", "ledger"):
            self.con.execute(f"delete from {table} where list_contains(?, receipt_id)", [receipts])

    def _known(self) -> tuple[dict[str, list[Hint]], int]:
        """What has been received: digest → what the names said; and the next receipt's number."""
        known: dict[str, list[Hint]] = {}
        for sha, name in self.con.execute("select sha256, file_name from receipt").fetchall():
            known.setdefault(sha, []).append(hint(Path(name).stem))
        return known, workdb.value(self.con, "select coalesce(max(receipt_id), 0) + 1 from receipt")

    def _read(
        self,
        files: list[Received],
        known: dict[str, list[Hint]],
        following: int,
        summary: Summary,
        progress: Progress,
    ) -> None:
        beside = self._beside(files, known, progress)
        self.examined |= beside
        for done, file in enumerate(files):
            if not beside:
                progress("read", done / len(files))
            examined = guarded(file, lambda file=file: self._examined(file, known))  # type: ignore[misc]
            if examined.again:
                summary.add(FileResult(examined.name, "duplicate", None, "", ""))
                continue
            self.files[following] = examined
            following += 1

    def _beside(
        self, files: Sequence[Received], known: Collection[str], progress: Progress
    ) -> dict[str, Examined]:
        """Many files that are new are read side by side."""
        times, old = Counter(file.sha256 for file in files), {*known, *self.examined}
        # Of equal files under several names, what the names say decides which of them is read: one after the other.
        fresh = [file for file in files if times[file.sha256] == 1 and file.sha256 not in old]
        count = PORTIONS * workers.beside(len(fresh)) if len(fresh) >= MANY else 0
        portions = [_Portion(fresh[nth::count], self.catalogue, self.judge) for nth in range(count)]
        shares = [0.0] * count

        def watch(number: int, _step: str, share: float) -> None:
            shares[number] = share
            progress("read", sum(shares) / count)

        return {
            examined.file.sha256: examined
            for portion in workers.each(_examined_of, portions, watch)
            for examined in portion
        }

    def _examined(self, file: Received, known: dict[str, list[Hint]]) -> Examined:
        """A file that has arrived before is not read again."""
        if file.same_as(known.get(file.sha256, ())):
            return Examined(file, file_name(file, self.judge.known.covered), again=True)
        known.setdefault(file.sha256, []).append(hint(Path(file.name).stem))
        return self.examined.get(file.sha256) or examine(file, self.catalogue, self.judge)

    def _read_again(self) -> list[tuple[object, ...]]:
        """Files that a person has released, and all that count when the work file is made anew: under their old receipts.

        Of the latter (run, time, receipt) as they were.
        """
        for receipt_id, file, released in rebuild.to_read_again(self.con, self.settings, self.rebuilt):
            self.files[receipt_id] = examine(file, self.catalogue, self.judge, released=released)
            if file.path.parent.name == "quarantine":
                self.released.append(file.path)
            else:
                self.again.add(receipt_id)
        ids = list(self.files)
        earlier = self.con.execute(
            "select run_id, received_at, receipt_id from receipt where list_contains(?, receipt_id)",
            [list(self.again)],
        ).fetchall()
        self.con.execute(
            f"""create or replace temp table told_of_places as
                select * from finding where list_contains(?, receipt_id) and rule in {_OF_PLACES}""",
            [list(self.again)],
        )
        self._forget(ids)
        return earlier

    def _tell_again(self) -> None:
        """What was said of places that the kept copy does not have any more."""
        self.con.execute("""
            insert into finding select * from told_of_places t where not exists (
                select 1 from finding f where (f.receipt_id, f.rule) = (t.receipt_id, t.rule)
                    and f.sheet is not distinct from t.sheet and f.row_no is not distinct from t.row_no)""")

    def _each(self, step: Callable[[Examined], None]) -> None:
        """One step for every file; one that it fails on could not be read, and stops nobody else."""
        for receipt_id, before in list(self.files.items()):

            def stepped(examined: Examined = before) -> Examined:
                step(examined)
                return examined

            self.files[receipt_id] = guarded(before.file, stepped, before)

    def _spare_large_places(self, examined: Examined) -> None:
        """Exact age and sex tell of a person where few people live; elsewhere they may stand."""
        people = self.people.get(examined.lg_code or "")
        if people is not None and people >= self.catalogue.disclosure.threshold.fine_population:
            examined.findings = [one for one in examined.findings if one["rule"] != "PI09"]

    def _refuse_clashes(self) -> None:
        """The same revision of a form twice with different answers: the first stays, the second is refused."""
        taken: dict[tuple[object, ...], str] = {
            tuple(key): content
            for *key, content in self.con.execute("""
                select lg_code, fiscal_year, form, period, revision, content from submission
                where status in ('accepted', 'warned') and content is not null""").fetchall()
        }
        self._each(lambda examined: self._refuse_clash(examined, taken))

    def _refuse_clash(self, examined: Examined, taken: dict[tuple[object, ...], str]) -> None:
        if examined.refused:
            return
        own: dict[tuple[object, ...], str] = {
            (examined.lg_code, examined.fiscal_year, form, period, examined.revision): content
            for form, period in examined.periods
            if (content := receipts.content(examined, self.catalogue.forms[form], period))
        }
        # Equal answers sent twice are no clash, whatever else differs in the two workbooks.
        clash = next((key for key, content in own.items() if taken.get(key, content) != content), None)
        if clash:
            examined.refuse("PX21", form=str(clash[2]))
        else:
            taken.update(own)

    def _insert_rows(self) -> None:
        for form in self.catalogue.forms.values():
            rows = [
                row | {"receipt_id": receipt_id}
                for receipt_id, examined in self.files.items()
                if not examined.refused
                for row in examined.rows.get(form.id, ())
            ]
            store.insert(self.con, store.sent_name(form), sent_schema(form), rows)

    def _refuse_by_content(self) -> None:
        """Rules that refuse a whole file for what its rows say together."""
        for form in self.catalogue.forms.values():
            # A view takes no parameters; −1 is a receipt that no file has.
            ids = ", ".join(map(str, self.files)) or "-1"
            self.con.execute(
                f"create or replace temp view new_{form.id.lower()} as "
                f"select * from {store.sent_name(form)} where receipt_id in ({ids})"
            )
        for found in crosschecks.run(self.con, self.catalogue, "new", refusing=True):
            examined = self.files[found.pop("receipt_id")]
            examined.refused = examined.refused or found["rule"]
            examined.findings.append(found)

    def _take_back(self) -> None:
        """Rows of files that are refused after all."""
        refused = [receipt_id for receipt_id, examined in self.files.items() if examined.refused]
        for form in self.catalogue.forms.values():
            self.con.execute(
                f"delete from {store.sent_name(form)} where list_contains(?, receipt_id)", [refused]
            )


def populations(settings: Settings, catalogue: Catalogue) -> dict[str, int]:
    """People per municipality code; empty when the reference is not there."""
    try:
        known = reference.municipalities(settings, catalogue).select(["code6", "population"]).to_pylist()
    except (reference.OfficialFileError, OSError):
        return {}
    return {one["code6"]: int(one["population"] or 0) for one in known}
