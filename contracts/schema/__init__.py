"""What goes in and what comes out: serializers in camelCase, their fields, exact JSON, JSON Schema."""
