"""The entrance: every exhibit as a card, its picture, what it costs, and a notebook of it."""
