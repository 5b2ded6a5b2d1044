"""What people type, judged before anything is done with it; a module is named as the view that shows it."""
