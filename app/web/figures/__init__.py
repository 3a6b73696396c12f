"""Reports on action items as they are shown: each number with its meaning, its n, what is left out, its rows."""
