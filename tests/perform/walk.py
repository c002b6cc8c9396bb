"""Walk the patient's pages as a patient would, then read the result as the therapist does."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page

from tests.perform.browser import Recorder, chromium
from tests.perform.camera import LEAD_IN_S, CameraFile, PerformError
from tests.perform.product import Product

CAMERA_OPENED = "plumbline:camera-opened"
RECORDING_STARTED = "plumbline:recording-started"
RECORDING_STOPPED = "plumbline:recording-stopped"
PLACE_PATIENCE_S = 7.0
AFTER_VIDEO_S = 1.0
SCREEN_PATIENCE_S = 60.0
SCORE_PATIENCE_S = 120.0
PAIN = 2

Result = dict[str, Any]


class Walk:
    """One visit of one patient: knows what to do on every screen until the recording is over."""

    def __init__(self, page: Page, recorder: Recorder, camera: CameraFile, out: Path) -> None:
        self.page = page
        self.recorder = recorder
        self.camera = camera
        self.out = out
        self.seen: list[str] = []
        self._entered_s = 0.0

    def open(self, address: str, birth_date: str) -> None:
        """Open the link and go on to the end of the recording."""
        self.birth_date = birth_date
        self.page.goto(address)
        self._until(lambda: bool(self.mark(RECORDING_STOPPED)), SCREEN_PATIENCE_S)

    def finish(self) -> None:
        """Answer what is asked after the set and go on to *Done*."""
        self._until(lambda: self.seen[-1:] == ["done"], SCREEN_PATIENCE_S)
        self.picture("done-later")

    def mark(self, name: str) -> float | None:
        """Return when the page set a performance mark, in seconds of the clock, or None."""
        script = (
            "name => { const [mark] = performance.getEntriesByName(name);"
            " return mark ? (performance.timeOrigin + mark.startTime) / 1000 : null; }"
        )
        value = self.page.evaluate(script, name)
        return None if value is None else float(value)

    def picture(self, name: str) -> None:
        """Keep a screenshot."""
        number = len(list(self.out.glob("*.png"))) + 1
        self.page.screenshot(path=self.out / f"{number:02d}-{name}.png", full_page=True)

    def _until(self, is_over: Callable[[], bool], patience_s: float) -> None:
        while not self._asked(is_over):
            screen = self._screen()
            if screen is not None:
                if [screen] != self.seen[-1:]:
                    self._enter(screen)
                self._act(screen)
            if time.time() - self._entered_s > patience_s + self.camera.video_ends_s:
                self.picture("stuck")
                raise PerformError(f"The pages stayed at “{screen}”; see the last screenshot")
            self.page.wait_for_timeout(100)

    def _asked(self, is_over: Callable[[], bool]) -> bool:
        try:
            return is_over()
        except Error:  # the page is on its way to another address
            return False

    def _enter(self, screen: str) -> None:
        self.seen.append(screen)
        self.recorder.screen = screen
        self._entered_s = time.time()
        self.page.wait_for_timeout(150)
        self.picture(screen)

    def _screen(self) -> str | None:
        try:
            found = self.page.locator("[data-screen]").first
            return found.get_attribute("data-screen", timeout=2000)
        except Error:
            return None

    def _act(self, screen: str) -> None:
        try:
            action = ACTIONS.get(screen)
            if action is None:
                self._click("next")
            else:
                action(self)
        except Error:
            # The screen changed by itself between looking and clicking.
            return

    def _click(self, *actions: str) -> bool:
        for action in actions:
            button = self.page.locator(f'[data-action="{action}"]').first
            if button.is_visible() and button.is_enabled():
                button.click(timeout=2000)
                return True
        return False

    def birth_date_screen(self) -> None:
        """Type the date of birth."""
        year, month, day = self.birth_date.split("-")
        for name, value in (("day", day), ("month", month), ("year", year)):
            field = self.page.locator(f'[name="{name}"]')
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value=str(int(value)))
            else:
                field.fill(value)
        self._click("next")

    def place(self) -> None:
        """Wait for the placement check; after a while go on without it."""
        if time.time() - self._entered_s > PLACE_PATIENCE_S:
            self._click("continue-anyway")

    def perform(self) -> None:
        """Let the video play once, then say that the set is done."""
        opened = self.mark(CAMERA_OPENED)
        started = self.mark(RECORDING_STARTED)
        if opened is None or started is None:
            return
        if started - opened > LEAD_IN_S:
            raise PerformError("The recording started after the video did: the pages were too slow")
        if time.time() - opened > self.camera.video_ends_s + AFTER_VIDEO_S:
            self.picture("perform-end")
            self._click("done", "finished")
        elif time.time() - opened > LEAD_IN_S + self.camera.video_s / 2 and not any(
            self.out.glob("*perform-middle*")
        ):
            self.picture("perform-middle")

    def pain(self) -> None:
        """Answer the pain question."""
        self.page.locator(f'[data-pain="{PAIN}"]').click(timeout=2000)
        self._click("next", "send")


def _fail(what: str) -> Callable[[Walk], None]:
    def fail(walk: Walk) -> None:
        text = " ".join(walk.page.locator("[data-screen]").first.inner_text().split())
        raise PerformError(f"{what}: {text}")

    return fail


def _wait(_walk: Walk) -> None:
    """Nothing to do on this screen: it goes on by itself."""


ACTIONS: dict[str, Callable[[Walk], object]] = {
    "birth-date": Walk.birth_date_screen,
    "consent": lambda walk: walk._click("agree", "next"),
    "today": lambda walk: walk._click("start"),
    "learn": lambda walk: walk._click("start", "next", "allow-camera"),
    "place": Walk.place,
    "countdown": _wait,
    "perform": Walk.perform,
    "pain": Walk.pain,
    "rest": lambda walk: walk._click("skip", "next"),
    "done": _wait,
    "link-problem": _fail("The link did not open"),
    "camera-problem": _fail("The camera could not be used"),
}


def perform(
    product: Product, camera: CameraFile, *, exercise: str, side: str | None, out: Path
) -> Result:
    """Perform one exercise and return the report with what it took."""
    seconds = int(camera.video_s) + 30
    trial = product.trial(exercise=exercise, side=side, seconds=seconds)
    with chromium(camera.path) as browser:
        therapist = browser.new_context(viewport={"width": 1280, "height": 900})
        sign_in(therapist.new_page(), product.address, trial)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        recorder = Recorder(context)
        walk = Walk(context.new_page(), recorder, camera, out)
        walk.open(product.address + trial["link_path"], trial["birth_date"])
        stopped = walk.mark(RECORDING_STOPPED)
        if stopped is None:
            raise PerformError("The recording has no end")
        report, seen_at = _score(therapist, product.address, trial, out)
        walk.finish()
        problems = recorder.problems
    if problems:
        raise PerformError(f"The browser complained: {problems[0]}")
    _keep_bodies(recorder, out)
    return {
        "report": report,
        "frames_per_second": report["quality"]["effective_fps"],
        "bytes_uploaded": sum(r.body_bytes for r in recorder.requests if r.method == "PUT"),
        "seconds_to_score": round(seen_at - stopped, 2),
        "requests": [request.to_json() for request in recorder.requests],
    }


def sign_in(page: Page, address: str, trial: Result) -> None:
    """Sign in as the therapist of a trial."""
    page.goto(f"{address}/clinic/")
    page.locator('[name="username"]').fill(trial["therapist"])
    page.locator('[name="password"]').fill(trial["password"])
    page.locator('form [type="submit"]').first.click()
    page.wait_for_url("**/clinic/**")


def _score(
    therapist: BrowserContext, address: str, trial: Result, out: Path
) -> tuple[Result, float]:
    """Wait, on the therapist's page, for the result; return it and when it could be seen."""
    page = therapist.pages[0]
    deadline = time.time() + SCORE_PATIENCE_S
    assessments: list[Result] = []
    while not assessments:
        if time.time() > deadline:
            raise PerformError("No assessment arrived at the server")
        answer = therapist.request.get(f"{address}/api/v1/patients/{trial['patient']}/assessments")
        assessments = answer.json()["results"] if answer.ok else []
        page.wait_for_timeout(100)
    page.goto(f"{address}/clinic/assessments/{assessments[0]['id']}/")
    section = page.locator("[data-recording]").first
    over = page.locator(
        ", ".join(f'[data-recording][data-state="{s}"]' for s in ("scored", "refused", "parked"))
    )
    try:
        over.first.wait_for(timeout=SCORE_PATIENCE_S * 1000)
    except Error:
        page.screenshot(path=out / "therapist-waiting.png", full_page=True)
        state = section.get_attribute("data-state")
        raise PerformError(f"The recording was not scored; its state is {state}") from None
    seen_at = time.time()
    page.wait_for_timeout(800)
    page.screenshot(path=out / "therapist-assessment.png", full_page=True)
    recording = over.first.get_attribute("data-recording")
    answer = therapist.request.get(f"{address}/api/v1/recordings/{recording}/report")
    if not answer.ok:
        raise PerformError(f"The report could not be read: {answer.text()[:200]}")
    page.goto(f"{address}/clinic/")
    page.screenshot(path=out / "therapist-worklist.png", full_page=True)
    return dict(answer.json()), seen_at


def _keep_bodies(recorder: Recorder, out: Path) -> None:
    folder = out / "requests"
    folder.mkdir(exist_ok=True)
    for number, request in enumerate(recorder.requests):
        if request.body:
            (folder / f"{number:03d}.bin").write_bytes(request.body)
