"""``launcher images``: what is still to be replaced in a site; ``launcher images put`` is in a module of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from launcher.cli.paths import GivenPath
from launcher.cli.site_options import state_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.site.slots import Picture, Slots

EPILOG = """
\b
Examples:
  launcher images trigger-point-clinic                       what is still to be replaced, and what is not
  launcher images trigger-point-clinic --open --format csv -o pictures.csv
  launcher images trigger-point-clinic --format html -o pictures.html
  launcher images put trigger-point-clinic images/hero.jpg my-photo.jpg
  launcher images put trigger-point-clinic --from my-pictures/

A target that is called "put" is ./put.
"""
FORMATS = ("table", "csv", "json", "html")


class ImagesCommand(click.Command):
    """Lists a target's pictures, unless its first word is ``put``: then it is that command."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Return the context of the listing, or that of the command that the first word names."""
        if args[:1] != ["put"]:
            return super().make_context(info_name, args, parent, **extra)
        from launcher.cli.images_put import command as put

        return put.make_context(f"{info_name} put", args[1:], parent, **extra)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show both commands."""
        super().format_usage(ctx, formatter)
        formatter.write_usage(f"{ctx.command_path} put", "TARGET [PATH FILE | --from DIR]", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options, then the command below this one."""
        super().format_options(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl([("put", "Put real pictures in place; `launcher images put --help` says how.")])


@click.command("images", cls=ImagesCommand, epilog=EPILOG)
@click.argument("target", type=GivenPath(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How the list is written."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--open", "only_open", is_flag=True, help="Only what is still to be replaced.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=GivenPath(path_type=Path, dir_okay=False),
    help="Write the list there and not to stdout.",
)
@state_option
def command(target: Path, form: str, output: Path | None, state: str | None, *, as_json: bool, only_open: bool) -> None:
    """List the pictures of the site in TARGET that stand for others: size, aspect, format, the pages that show them.

    Sizes and formats of one picture are listed together. The bundle is not needed any more.
    """
    from launcher.cli.bars import progress_bar
    from launcher.cli.output import finished, say
    from launcher.site.slots import read_slots

    with progress_bar() as progress:
        everything = read_slots(target, state=state, progress=progress)
        slots = everything.only_open() if only_open else everything
        text = _render(slots, "json" if as_json else form)
    with finished("the list is complete"):
        if output is not None:
            _write(output, text)
            say(f"Wrote {output}.")
        elif text:
            click.echo(text, nl=False)
        else:
            _print_table(slots)
        if not as_json and form == "table":
            say(_summary(everything, target))


def _render(slots: Slots, form: str) -> str:
    """Return the list in a format; "" for a table, which depends on where it goes."""
    from launcher.site.slot_list import render_csv, render_html

    match form:
        case "csv":
            return render_csv(slots)
        case "html":
            return render_html(slots)
        case "json":
            import json

            return json.dumps(slots.to_json(), ensure_ascii=False, indent=2) + "\n"
    return ""


def _write(output: Path, text: str) -> None:
    from launcher.reasons import writing

    with writing(output, "the list"):
        output.write_text(text, encoding="utf-8", newline="")


def _print_table(slots: Slots) -> None:
    from launcher.cli.output import show_table

    rows = [row for picture in slots.pictures for row in _rows(picture)]
    if rows:
        show_table(("picture", "size", "aspect", "format", "state", "used on"), rows, data=True)


def _rows(picture: Picture) -> Iterator[tuple[str, ...]]:
    from launcher.site.slot_list import used_on

    for number, slot in enumerate(picture.slots):
        entry = slot.entry
        size = f"{entry.width}×{entry.height}" if entry.width else ""
        form = f"{entry.format}, transparent" if slot.transparent else entry.format
        used = used_on(picture, 2).removeprefix("on ") if number == 0 else ""
        yield (f"  {slot.name}" if number else slot.name, size, slot.aspect, form, slot.state, used)


def _summary(slots: Slots, target: Path) -> str:
    from launcher.cli.output import plural

    if not slots.pictures:
        return f"No picture of {slots.name} {slots.version} in {target} is known to stand for another."
    done = f"{plural(slots.count('yours'), 'picture')} replaced, {slots.count('lost')} removed"
    return f"{plural(slots.count('open'), 'picture')} still to be replaced in {target}; {done}."
