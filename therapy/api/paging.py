"""Lists in pages, by cursor: nothing is missed or doubled while rows are being added."""

from typing import Final

from drf_spectacular.utils import OpenApiParameter
from rest_framework.pagination import CursorPagination

PAGING: Final = [
    OpenApiParameter("cursor", str, description="from `next` or `previous` of another page"),
    OpenApiParameter("page_size", int, description="1 to 200; 50 when not given"),
]


class Pages(CursorPagination):
    """Pages in the order in which rows were made."""

    ordering = ("created_at", "id")
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
