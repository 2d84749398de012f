"""Reference data of AL'in and the pure rules that read them."""
