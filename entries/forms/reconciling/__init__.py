"""What people type in Đối chiếu."""
