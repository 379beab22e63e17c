"""What an operator needs: backup and restore, health, metrics, logs, the operator's view."""
