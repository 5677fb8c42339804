"""What the page of the design shows: each part with its classes, when to use it, and one line of do and of don't."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Component:
    """`key` names its sample, templates/design/_<key>.html, and its place on the page."""

    key: str
    name: Promise
    classes: str
    use: Promise
    do: Promise
    avoid: Promise

    @property
    def template(self) -> str:
        return f"design/_{self.key}.html"


COMPONENTS = (
    Component(
        "text",
        _("Typography"),
        "h1 h2 h3 h4 .lead .quiet .small .prose",
        _("The device’s own typeface: nothing to download. Five sizes, which grow with the screen."),
        _("One h1 on a page, then h2 and h3 in order."),
        _("A heading chosen for its size."),
    ),
    Component(
        "space",
        _("Space and surfaces"),
        ".page .page-narrow .stack .cluster .split .section .panel .panel-raised",
        _("Every page is made of eight steps of space, three surfaces and one reading width."),
        _("Let the frame give the space between its parts."),
        _("A panel inside a panel."),
    ),
    Component(
        "colours",
        _("Colours"),
        "tokens.css",
        _("Every colour has a name, a value for light and for dark, and a test of its contrast."),
        _("Name the token."),
        _("A colour of your own, or colour as the only sign."),
    ),
    Component(
        "sectors",
        _("Sectors"),
        ".sector-<code> .tag-sector .sector-mark --sector --sector-soft --sector-ink",
        _("Each sector has a colour and, in pictures, a pattern, which colour-blind readers can tell apart too."),
        _("Write the sector’s name beside its colour."),
        _("These colours for anything but sectors."),
    ),
    Component(
        "states",
        _("States"),
        ".tag-state .state-<name> --state --state-soft",
        _("Whether it is possible to register, or what stage a training has reached."),
        _("Say the state in words."),
        _("Two state tags on one training."),
    ),
    Component(
        "buttons",
        _("Buttons"),
        ".button .button-secondary .button-quiet .button-danger .button-large .button-row",
        _("For what the user does. What only leads to another page is usually a link."),
        _("One main button on a page, with a verb in it."),
        _("A disabled button: say instead what is missing."),
    ),
    Component(
        "forms",
        _("Forms"),
        ".form .form-grid .field .field-help .field-error .choices .error-summary",
        _("Questions come from Django’s forms, so labels, help and errors are alike everywhere."),
        _("Ask only what is needed and mark what is optional."),
        _("A placeholder instead of a label."),
    ),
    Component(
        "tags",
        _("Tags and filters in use"),
        ".tag .tags .chip .chips",
        _("A word about something, or a filter that can be removed."),
        _("Keep it to a word or two."),
        _("A tag that looks like a button."),
    ),
    Component(
        "alerts",
        _("Notices"),
        ".alert .alert-success .alert-warn .alert-danger",
        _("What has happened, or what you need to know before you go on."),
        _("Say what happened and what to do next."),
        _("More than two on a page."),
    ),
    Component(
        "tables",
        _("Tables"),
        ".table .table-numbers .table-scroll",
        _("Items compared by the same facts. A list is better on a phone when nothing is compared."),
        _("Give it a caption, and headings to its rows and columns."),
        _("A table for layout."),
    ),
    Component(
        "tabs",
        _("Tabs"),
        ".tabs .tabs-list aria-current",
        _("Views of the same thing, each with its own address."),
        _("Two to four, with short names."),
        _("Steps of one task."),
    ),
    Component(
        "pagination",
        _("Pages of a list"),
        ".pagination",
        _("When a list is longer than twenty rows."),
        _("Say how many pages there are."),
        _("Endless scrolling: the footer would be out of reach."),
    ),
    Component(
        "dialogs",
        _("Dialogs"),
        ".dialog data-dialog",
        _("A question before something that cannot be undone. Without a script the same question is a page."),
        _("Name the action on the button."),
        _("“Are you sure?” with yes and no."),
    ),
    Component(
        "progress",
        _("Progress"),
        ".fill .progress",
        _("How full something is, and how far a long task has got."),
        _("Say the same in words beside it."),
        _("A bar for what takes less than a second."),
    ),
    Component(
        "empty",
        _("Nothing to show"),
        ".empty",
        _("When a list has no rows: why, and what to do."),
        _("Offer one or two ways forward."),
        _("An empty page, or a joke."),
    ),
    Component(
        "skeleton",
        _("Loading"),
        ".skeleton .skeleton-tile .skeleton-title .skeleton-line",
        _("Keeps the place of what is being fetched, so that nothing jumps."),
        _("Give it the height of what comes."),
        _("On a page that is ready at once: ours usually are."),
    ),
    Component(
        "trainings",
        _("Trainings in a list"),
        ".trainings .training .date-tile .facts",
        _("A training wherever it is shown among others."),
        _("Include events/_training.html."),
        _("A second way to show a training in a list."),
    ),
)
