"""New trainings by mail: subscribed to with an address alone, confirmed by it, ended by one click."""
