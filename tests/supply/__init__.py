"""What the service is made of and shipped as: licences, advisories, a bill of materials, the wheel."""
