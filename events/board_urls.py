"""The addresses of the planning board and the year wheel."""

from django.urls import URLPattern, path

from events.views.workspace import board, moving, year

urlpatterns: list[URLPattern] = [
    path("workspace/board/", board.board, name="workspace-board"),
    path("workspace/board/move/<uuid:event_id>/", moving.move, name="workspace-board-move"),
    path("workspace/year/", year.year, name="workspace-year"),
]
