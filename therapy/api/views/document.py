"""The OpenAPI document, generated from the code that serves it, and a plain page of it."""

from typing import Any

from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView


class OpenApiDocument(SpectacularAPIView):
    """The OpenAPI document as JSON; it holds no patient data, so anybody may read it."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = [OpenApiJsonRenderer]  # noqa: RUF012  the library's type


class OpenApiPage(TemplateView):
    """Every operation in words, without scripts."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the operations in the order of the document."""
        return super().get_context_data(**kwargs, operations=_operations())


def _operations() -> list[dict[str, Any]]:
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # the library's generator is not typed
    return [
        {
            "method": method.upper(),
            "path": path,
            "id": operation["operationId"],
            "description": operation.get("description", ""),
            "sends": sorted(operation.get("requestBody", {}).get("content", {})),
            "answers": sorted(operation["responses"]),
        }
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
