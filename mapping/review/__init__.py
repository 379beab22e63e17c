"""What is proposed and what people say of it: records and rules, without any store."""
