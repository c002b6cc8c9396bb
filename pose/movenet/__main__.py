"""``python -m pose.movenet``: build, check and try the networks that browsers run."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from pose.movenet.build import build
from pose.movenet.errors import ModelError
from pose.movenet.fetch import fetch_published_files, files_of
from pose.movenet.manifest import problems_of
from pose.published_models import LIGHTNING, PUBLISHED_MODELS, SERVED_MODELS, PublishedModel
from pose.stream import PoseFormatError
from pose.wire import records_from_stream, write_recording_file

_ROOT: Final = Path(__file__).resolve().parents[2]
_SOURCE_VARIABLE: Final = "PLUMBLINE_MODELS_FROM"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 1 not possible (one line says why)."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (ModelError, PoseFormatError, OSError) as error:
        sys.stderr.write(f"pose.movenet: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pose.movenet", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--models-dir", type=Path, default=_ROOT / "var/models")
    fetching = argparse.ArgumentParser(add_help=False)
    fetching.add_argument("--cache-dir", type=Path, default=_ROOT / ".cache/movenet")
    fetching.add_argument(
        "--from",
        dest="source",
        default=os.environ.get(_SOURCE_VARIABLE) or None,
        help=f"a folder or http(s) address with the published files (or {_SOURCE_VARIABLE})",
    )

    command = commands.add_parser(
        "build", parents=[common, fetching], help="fetch the published weights and convert them"
    )
    command.set_defaults(run=_build)
    command = commands.add_parser(
        "check", parents=[common], help="check the built files against their manifest"
    )
    command.set_defaults(run=_check)
    command = commands.add_parser(
        "self-test", parents=[fetching], help="make the picture that browsers check a runtime with"
    )
    command.add_argument("--out", type=Path, default=_ROOT / "frontend/src/pose/self-test")
    command.set_defaults(run=_self_test)
    trying = argparse.ArgumentParser(add_help=False)
    trying.add_argument("pictures", type=Path, nargs="+", help="photos, videos or folders of them")
    trying.add_argument("--frames", type=int, default=500, help="how many frames of the videos")
    trying.add_argument("--model", choices=list(SERVED_MODELS), help="only this network")
    command = commands.add_parser(
        "compare",
        parents=[fetching, trying],
        help="hold the networks written in Keras against the published graphs",
    )
    command.set_defaults(run=_compare)
    command = commands.add_parser(
        "exports",
        parents=[fetching, trying],
        help="size, time and difference of every way to export a network, as a table",
    )
    command.set_defaults(run=_exports)
    command = commands.add_parser(
        "fine-tune",
        parents=[fetching],
        help="teach a published network on labelled pictures, in COCO's keypoint format",
    )
    command.add_argument("--pictures", type=Path, required=True, help="the folder of pictures")
    command.add_argument("--annotations", type=Path, required=True, help="their labels, *.json")
    command.add_argument("--out", type=Path, required=True, help="the folder for what is made")
    command.add_argument("--model", choices=sorted(PUBLISHED_MODELS), default=LIGHTNING.name)
    command.add_argument("--heads-epochs", type=int, default=5)
    command.add_argument("--all-epochs", type=int, default=5)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--held-out", type=float, default=0.2, help="share of the pictures")
    command.set_defaults(run=_fine_tune)
    command = commands.add_parser(
        "video", parents=[common], help="turn a video file into a keypoint recording"
    )
    command.add_argument("file", type=Path)
    command.add_argument("--out", type=Path, required=True, help="the recording file, *.plk")
    command.add_argument("--model", choices=sorted(PUBLISHED_MODELS), default=LIGHTNING.name)
    command.set_defaults(run=_video)
    return parser


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _build(options: argparse.Namespace) -> None:
    build(options.models_dir, options.cache_dir, source=options.source, say=_say)


def _check(options: argparse.Namespace) -> None:
    problems = problems_of(options.models_dir)
    if problems:
        raise ModelError("; ".join(problems))
    _say(f"{options.models_dir}: every file is what the manifest says")


def _self_test(options: argparse.Namespace) -> None:
    # Loads TensorFlow, which the commands above do without.
    from pose.movenet.self_test import write_self_test  # noqa: PLC0415

    wanted = files_of(list(SERVED_MODELS.values()))
    fetch_published_files(wanted, options.cache_dir, source=options.source, say=_say)
    expected = write_self_test(options.out, options.cache_dir)
    for name, entry in expected["models"].items():
        lowest = min(score for _, _, score in entry["keypoints_yxs"])
        _say(f"{name}: 17 keypoints, lowest score {lowest:.2f}")
    _say(f"Written: {options.out}")


def _compare(options: argparse.Namespace) -> None:
    # Loads TensorFlow, which the commands above do without.
    from pose.movenet.compare import compare  # noqa: PLC0415
    from pose.movenet.network.weights import published_network  # noqa: PLC0415
    from pose.movenet.pictures import find_pictures  # noqa: PLC0415
    from pose.movenet.reference import read_published  # noqa: PLC0415

    files = find_pictures(options.pictures)
    for model in _fetched(options):
        graph = read_published(model, options.cache_dir)
        network = published_network(model, graph)
        compare(model, network, graph, files, options.frames, say=_say)


def _exports(options: argparse.Namespace) -> None:
    # Loads TensorFlow, which the commands above do without.
    from pose.movenet.exports import Export, exports_table, measure_exports  # noqa: PLC0415
    from pose.movenet.pictures import find_pictures, pictures_of, squared  # noqa: PLC0415

    pictures = list(pictures_of(find_pictures(options.pictures), options.frames))
    rows: list[Export] = []
    for model in _fetched(options):
        fitting = [squared(picture, model.input_side_px) for picture in pictures]
        rows += measure_exports(model, options.cache_dir, fitting)
    sys.stdout.write(exports_table(rows))


def _fine_tune(options: argparse.Namespace) -> None:
    # Loads TensorFlow, which the commands above do without.
    from pose.movenet.reference import read_published  # noqa: PLC0415
    from pose.movenet.training.command import fine_tune_to_files  # noqa: PLC0415
    from pose.movenet.training.loop import Settings  # noqa: PLC0415

    (model,) = _fetched(options)
    fine_tune_to_files(
        model,
        read_published(model, options.cache_dir),
        options.pictures,
        options.annotations,
        options.out,
        settings=Settings(
            heads_epochs=options.heads_epochs, all_epochs=options.all_epochs, seed=options.seed
        ),
        held_out_ratio=options.held_out,
        say=_say,
    )
    _say(f"Written: {options.out}")


def _fetched(options: argparse.Namespace) -> Sequence[PublishedModel]:
    """Return the networks that are asked for, their published files fetched and checked."""
    models = [SERVED_MODELS[options.model]] if options.model else list(SERVED_MODELS.values())
    fetch_published_files(files_of(models), options.cache_dir, source=options.source, say=_say)
    return models


def _video(options: argparse.Namespace) -> None:
    # Loads TensorFlow, which the commands above do without.
    from pose.movenet.detect import detect, load_network  # noqa: PLC0415
    from pose.movenet.video import video_frames, video_times_s  # noqa: PLC0415

    network = load_network(options.models_dir, options.model)
    times_s = video_times_s(options.file)
    stream = detect(video_frames(options.file), times_s, network, model=options.model)
    write_recording_file(options.out, records_from_stream(stream), stream.facts)
    _say(
        f"{options.out}: {stream.n_frames} frames, {stream.duration_s:.2f} s, "
        f"median score {float(np.median(stream.scores)):.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
