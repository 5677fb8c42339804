"""What the catalogue tells the layers above it, inside the transaction of the write."""

from django.dispatch import Signal

# Shown names have changed. Arguments: `model` (the model class) and `ids` (a frozenset of primary keys).
catalogue_renamed = Signal()
