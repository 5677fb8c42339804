<<<<<<< HEAD
"""Pages of the workspace that tell of participants, or of how one takes part."""
=======
"""Pages of the workspace that show participants."""
>>>>>>> 00e113a (registrations: WIP)
