"""Mistakes in what takes back what an error stopped."""

from __future__ import annotations

from tests.site.crash.mistakes.mistake import Mistake

# fmt: off
ERRORS = (
    Mistake("no mark of an abort", "engine:take_back",
        "scene.state.move_over(scene.state, JOURNAL, ABORT)",
        "pass",
        "install that fails", "kill"),
    Mistake("an error is not taken back", "engine:run",
        "take_back(scene, journal.steps, error)",
        "pass",
        "install that fails", "ends"),
    Mistake("an error of recovery is not taken back", "recovery:_finish",
        "take_back(scene, journal.steps, error)",
        "drop_journal(scene.state)",
        "install over files", "power twice"),
    Mistake("an error while staging leaves what is staged", "work:Work.commit",
        (
            "clear(session.state)\n"
            "            collect_garbage(session.state, session.receipts())"
        ),
        "pass",
        "uninstall from over files", "error"),
    Mistake("an undo that fails is not told", "engine:_try",
        "failed.append(str(error) if isinstance(error, LauncherError) else repr(error))",
        "pass",
        "install that fails", "error"),
    Mistake("the journal goes although not everything was put back", "engine:take_back",
        "if failed:",
        "if False:",
        "install that fails", "error"),
    Mistake("a target whose name could not be synced stays", "beside:_Build._move_in",
        "self._folder.move_over(self._folder, path, built)",
        "pass",
        "install into a new folder", "error"),
    Mistake("folders of a target that came to nothing stay", "beside:made_for",
        "beside.remove_folders()",
        "pass",
        "install into a new folder with rows", "error"),
    Mistake("a handle is left open", "folder:write_new",
        (
            "finally:\n"
            "        os.close(handle)"
        ),
        (
            "finally:\n"
            "        pass"
        ),
        "install over files", "ends"),
    Mistake("the undo of a file does nothing", "steps.files:Put.undo",
        "folder = scene.folder(self.area)",
        "return",
        "install that fails", "ends"),
    Mistake("the undo of a removal does nothing", "steps.files:Remove.undo",
        "kept = scene.state.look(self.backup)",
        "return",
        "uninstall that fails", "ends"),
    Mistake("the undo of an original does nothing", "steps.files:Keep.undo",
        "scene.state.remove(self.name)",
        "pass",
        "install that fails without hard links", "ends"),
    Mistake("the undo of a folder does nothing", "steps.folders:MakeFolder.undo",
        "if not _is_folder(scene, self.path, self.inode):",
        "if True:",
        "install that fails", "ends"),
    Mistake("the undo of a folder leaves what is in it", "steps.folders:MakeFolder.undo",
        "for name, new in self.files:",
        "for name, new in ():",
        "install that fails", "ends"),
    Mistake("the undo of a folder leaves the folders in it", "steps.folders:MakeFolder.undo",
        "(*reversed(self.folders), (\"\", self.inode))",
        "((\"\", self.inode),)",
        "upgrade that fails", "ends"),
    Mistake("the undo of a folder's removal does nothing", "steps.folders:RemoveFolder.undo",
        "if scene.site.look(self.path) is None:",
        "if False:",
        "uninstall that fails", "ends"),
    Mistake("the undo of a change beside files does nothing", "steps.action:Act.undo",
        "self._take_back(scene) if not self.back else self._make(scene)",
        "return",
        "install that fails", "ends"),
    Mistake("a folder comes back with another mode", "steps.folders:RemoveFolder.undo",
        "self.mode,",
        "0o755,",
        "uninstall that fails", "ends"),
    Mistake("a folder comes back with another group", "steps.folders:RemoveFolder.undo",
        "Owner(self.user, self.group)",
        "Owner()",
        "uninstall that fails", "ends"),
    Mistake("a folder comes back before it has its mode", "scene:Scene.bring_folder_back",
        "self.state.restore_folder(draft, mode, owner)",
        "self.site.restore_folder(path, mode, owner); return",
        "uninstall that fails", "kill"),
)
# fmt: on
