"""What people type about the assignment; a module is named as the view that shows it."""
