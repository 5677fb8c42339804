"""Editing a training as a whole: saving what a form says, telling two savers' changes apart, copying last year's."""
