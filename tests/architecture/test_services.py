"""Every public service takes keywords only, is typed, and says who acts."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import pytest

APPS = ("routines", "therapy.accounts", "therapy.audit", "therapy.care", "therapy.assessments")

# They find out who acts, or are the system's own work; each says in its docstring what it does.
WITHOUT_BY = {
    "therapy.accounts.services.api_key_verify",  # says whose key it is
    "therapy.care.services.link_open",  # says whose link it is
}
# Steps that services share: no service of their own.
STEPS = {
    "therapy.assessments.services.sittings.assessment_finish_if_whole",
    "therapy.assessments.services.upload.digest_of_digests",
}
SYSTEM_MODULES = {
    "therapy.assessments.services.scoring",  # the worker's job
    "therapy.assessments.services.sweeping",  # the worker's job
    "therapy.assessments.services.states",  # moves a row for another service
    "therapy.assessments.services.creation",  # creates a row for another service
}


def service_modules() -> Iterator[str]:
    for app in APPS:
        package = importlib.import_module(f"{app}.services")
        yield package.__name__
        for found in pkgutil.iter_modules(getattr(package, "__path__", [])):
            yield f"{package.__name__}.{found.name}"


def public_services() -> Iterator[tuple[str, Callable[..., object]]]:
    for name in service_modules():
        module = importlib.import_module(name)
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            wrapped = inspect.unwrap(function)
            if wrapped.__module__ == name and not function_name.startswith("_"):
                yield f"{name}.{function_name}", wrapped


@pytest.mark.parametrize(("name", "service"), list(public_services()))
def test_a_service_takes_keywords_only_is_typed_and_says_who_acts(name, service):
    if name in STEPS or name.rpartition(".")[0] in SYSTEM_MODULES:
        return
    signature = inspect.signature(service)
    assert service.__doc__, name
    for parameter in signature.parameters.values():
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY, f"{name}({parameter.name})"
        assert parameter.annotation is not inspect.Parameter.empty, f"{name}({parameter.name})"
    assert signature.return_annotation is not inspect.Signature.empty, name
    assert ("by" in signature.parameters) is (name not in WITHOUT_BY), name


def test_every_exception_to_the_rule_exists():
    names = {name for name, _service in public_services()}
    assert names >= WITHOUT_BY | STEPS
    assert set(service_modules()) >= SYSTEM_MODULES
