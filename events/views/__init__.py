"""The public pages: front page, list, one training, subscribing, and what the law asks a service to say."""
