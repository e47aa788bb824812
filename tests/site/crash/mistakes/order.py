"""Mistakes in the order of things, and in second names."""

from __future__ import annotations

from tests.site.crash.mistakes.mistake import Mistake

# fmt: off
ORDER = (
    Mistake("the journal after the steps", "engine:run",
        (
            "write_journal(scene.state, journal, sync=scene.synced)\n"
            "        carry_out(scene, journal.steps, check)"
        ),
        (
            "carry_out(scene, journal.steps, check)\n"
            "        write_journal(scene.state, journal, sync=scene.synced)"
        ),
        "install that fails", "ends"),
    Mistake("no journal", "engine:run",
        "write_journal(scene.state, journal, sync=scene.synced)",
        "pass",
        "install that fails", "ends"),
    Mistake("the staging is cleared before the journal", "engine:run",
        "write_journal(scene.state, journal, sync=scene.synced)",
        "clear(scene.state); write_journal(scene.state, journal, sync=scene.synced)",
        "install over files", "ends"),
    Mistake("steps last to first", "engine:carry_out",
        (
            "for step in steps:\n"
            "        check()\n"
            "        step.do(scene)"
        ),
        (
            "for step in reversed(steps):\n"
            "        check()\n"
            "        step.do(scene)"
        ),
        "install over files", "ends"),
    Mistake("undone first to last", "engine:take_back",
        "for step in reversed(steps):",
        "for step in steps:",
        "uninstall that fails", "ends"),
    Mistake("originals are kept after they are replaced", "work:Work._stage",
        (
            "*(Keep(path, name, old) for path, name, old in self._kept),\n"
            "            *self._moves,\n"
            "            *(self._put(draft, written[draft.path]) for draft in loose),"
        ),
        (
            "*self._moves,\n"
            "            *(self._put(draft, written[draft.path]) for draft in loose),\n"
            "            *(Keep(path, name, old) for path, name, old in self._kept),"
        ),
        "install over files", "ends"),
    Mistake("second names are given one by one", "engine:carry_out",
        (
            "step.prepare(scene)\n"
            "        if"
        ),
        (
            "pass\n"
            "        if"
        ),
        "uninstall from over files", "ends"),
    Mistake("the journal is dropped before the disk has the changes", "engine:run",
        (
            "carry_out(scene, journal.steps, check)\n"
            "        check()\n"
            "        drop_journal(scene.state)"
        ),
        (
            "sync, scene.sync = scene.sync, lambda: None\n"
            "        carry_out(scene, journal.steps, check)\n"
            "        drop_journal(scene.state)\n"
            "        sync()"
        ),
        "install over files", "error"),
    Mistake("the staging is cleared before the journal is gone", "engine:run",
        "drop_journal(scene.state)",
        "clear(scene.state); drop_journal(scene.state)",
        "install over files", "error"),
    Mistake("the abort is removed before the disk has what was put back", "engine:take_back",
        "_try(lambda _: scene.sync(), scene, failed)",
        "pass",
        "install that fails", "later"),
    Mistake("the target moves in before it is whole on the disk", "beside:_Build.run",
        (
            "self._sync(site, ways)\n"
            "                self._interrupts.check()\n"
            "                self._move_in(ways)"
        ),
        (
            "self._move_in(ways)\n"
            "                self._sync(site, ways)"
        ),
        "install into a new folder", "power"),
    Mistake("what is replaced has no second name", "steps.files:Put.prepare",
        "scene.keep(self.area, self.path, self.backup)",
        "pass",
        "install that fails", "ends"),
    Mistake("what is removed has no second name", "steps.files:Remove.prepare",
        "scene.keep(self.area, self.path, self.backup)",
        "pass",
        "uninstall from over files", "ends"),
    Mistake("originals are forgotten", "steps.files:Keep.do",
        "scene.keep(\"site\", self.path, self.name)",
        "pass",
        "uninstall from over files", "ends"),
    Mistake("copies are not synced", "scene:Scene._copy",
        "self.state.sync_file(draft)",
        "pass",
        "install without hard links", "later"),
    Mistake("a copy has its name before it is whole", "scene:Scene._copy",
        "draft = f\"{name}{DRAFT_SUFFIX}\"",
        "draft = name",
        "install without hard links", "kill"),
    Mistake("copies have another mode", "scene:Scene._copy",
        "stat.S_IMODE(status.st_mode)",
        "0o644",
        "uninstall without hard links", "ends"),
    Mistake("copies have another owner", "scene:Scene._copy",
        "Owner(status.st_uid, status.st_gid)",
        "Owner()",
        "uninstall without hard links", "ends"),
    Mistake("copies have another date", "scene:Scene._copy",
        "modified=status.st_mtime_ns",
        "modified=None",
        "uninstall without hard links", "ends"),
    Mistake("without hard links a new file does not go back to staging", "steps.files:Put.undo",
        "ours and scene.state.look(self.source) is None",
        "False",
        "uninstall that fails without hard links", "kill"),
)
# fmt: on
