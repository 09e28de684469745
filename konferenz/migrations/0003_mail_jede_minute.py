from django.db import migrations

NAME = "mail"


def create_schedule(apps, _editor):
    """Every minute: what waits, what was put off, what a killed worker left."""
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name=NAME, defaults={"func": "konferenz.jobs.send_mail", "schedule_type": "I", "minutes": 1, "repeats": -1}
    )


def delete_schedule(apps, _editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("konferenz", "0002_verlauf_unveraenderlich"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(create_schedule, delete_schedule)]
